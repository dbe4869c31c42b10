import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Random } from '../../../src/gmaild/demo/random.ts'
import {
  type Gmaild,
  type GmaildCommand,
  type GmaildSession,
  type Interception,
  startGmaild,
} from '../../../src/gmaild/index.ts'
import { CLIENTS, type Client, EXPECTED_ERRORS, HOSTS } from './clients.ts'
import { Evidence } from './evidence.ts'
import { drawFault } from './faults.ts'
import { History, type Table } from './history.ts'
import type { HostReply } from './host.ts'
import { Host, sum, type Usage } from './hosts.ts'
import { judge } from './judge.ts'
import { drawOfflineRead, drawRead, type Read } from './reads.ts'
import { Tally } from './tally.ts'
import { ARRIVAL, drawText, drawWrite } from './writes.ts'

export interface SoakOptions {
  readonly milliseconds: number
  readonly seed: number
  /** Longest pause of a client between two statements, in milliseconds. */
  readonly pause: number
}

const CHANGES = /^(?:APPEND|(?:UID )?(?:STORE|COPY|MOVE|EXPUNGE)|CLOSE)$/
const KEPT_ARRIVALS = 40
const SAMPLES = 60

/**
 * Eight clients read, change and watch an account whose server fails them at random. Every answer is compared with what the server
 * held meanwhile, every change with what it holds then.
 */
export async function soak(options: SoakOptions): Promise<Tally> {
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-soak-'))
  const run = new Soak(options, join(directory, 'mail.db'))
  try {
    return await run.run()
  } finally {
    await run.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

class Soak {
  readonly #options: SoakOptions
  readonly #store: string
  readonly #tally = new Tally()
  readonly #watched: string[] = []
  readonly #hosts = Array.from({ length: HOSTS }, () => new Host(subject => this.#watched.push(subject)))
  /** When the statement began that was the last to bring all of a mailbox into the shared store. */
  readonly #looks = new Map<Table, number>()
  readonly #faults: Random
  #gmaild!: Gmaild
  #history!: History
  #evidence!: Evidence
  #isFaulty = false
  #isOver = false

  constructor(options: SoakOptions, store: string) {
    this.#options = options
    this.#store = store
    this.#faults = new Random(options.seed)
  }

  async run(): Promise<Tally> {
    await this.#begin()
    this.#isFaulty = true
    const work = [
      ...CLIENTS.map((client, index) => this.#work(client, new Random(this.#options.seed + index + 1))),
      this.#deliver(new Random(this.#options.seed)),
      this.#measure(),
    ]
    await delay(this.#options.milliseconds)
    this.#isFaulty = false
    this.#isOver = true
    await Promise.all(work)
    await this.#judgeWatch()
    for (const host of this.#hosts) await host.ask({ what: 'close' })
    return this.#tally
  }

  async stop(): Promise<void> {
    for (const host of this.#hosts) await host.stop()
    await this.#gmaild.close()
  }

  async #begin(): Promise<void> {
    this.#gmaild = await startGmaild({
      messages: 0,
      intercept: (command, session) => this.#intercept(command, session),
    })
    this.#gmaild.account.createLabel('Work')
    this.#history = new History(this.#gmaild)
    this.#evidence = new Evidence(this.#history, this.#store)
    const random = new Random(this.#options.seed)
    for (let n = 1; n <= 140; n++) this.#append(`first ${n}`, n > 100 ? 'Work' : '\\Inbox', random)
    const { port, user, password } = this.#gmaild
    const account = `Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password};Timeout=5`
    for (const client of CLIENTS) {
      const store = client.isAlone ? '' : `AutoCache=true;CacheLocation="${this.#store}";`
      const properties = `${account};${store}${client.properties}`
      must(await this.#hosts[client.host]!.ask({ what: 'open', client: client.name, properties }))
    }
    const words = 'SELECT MsgId, BodyText, Labels FROM [Gmail/All Mail]'
    must(await this.#ask(CLIENTS[1]!, { sql: words, params: [] }))
    for (const client of CLIENTS) if (client.does === 'watch') void this.#watch(client)
    while (!this.#gmaild.record.some(({ name }) => name === 'IDLE')) await delay(10)
  }

  #append(subject: string, label: string, random: Random): void {
    const raw = `From: ann@example.com\nSubject: ${subject}\n\n${drawText(random)}`
    this.#gmaild.account.append({ raw, labels: [label] })
    this.#history.touch()
  }

  /** Waits itself, so that the server is looked at just before the command is carried out. */
  async #intercept(command: GmaildCommand, session: GmaildSession): Promise<Interception | undefined> {
    const fault = this.#isFaulty ? drawFault(command, this.#faults) : undefined
    if (fault !== undefined) this.#tally.count(this.#tally.faults, fault.name)
    const interception = fault?.interception
    if (typeof interception === 'object' && interception.delay !== undefined) await delay(interception.delay)
    this.#history?.look()
    this.#evidence?.command(command, session, fault?.name)
    if (CHANGES.test(command.name)) this.#history.touch()
    return interception === 'drop' || interception?.delay === undefined ? interception : undefined
  }

  #ask({ host, name }: Client, { sql, params }: Pick<Read, 'sql' | 'params'>): Promise<HostReply> {
    return this.#hosts[host]!.ask({ what: 'query', client: name, sql, params })
  }

  async #work(client: Client, random: Random): Promise<void> {
    if (client.does === 'watch') return
    while (!this.#isOver) {
      if (client.does === 'write') await this.#write(client, random)
      else await this.#read(client, random)
      await delay(random.int(0, this.#options.pause))
    }
  }

  /** Ends with the connection. */
  async #watch(client: Client): Promise<void> {
    const { error } = await this.#hosts[client.host]!.ask({ what: 'watch', client: client.name })
    if (error !== undefined) this.#tally.wrong.push(`the watch ended: ${error.code} ${error.message}`)
  }

  async #read(client: Client, random: Random): Promise<void> {
    const isOffline = client.does === 'read offline'
    const read = (isOffline ? drawOfflineRead : drawRead)(random, this.#history.now)
    const looked = Math.min(...read.tables.map(table => this.#looks.get(table) ?? 0))
    const start = this.#history.look()
    const { rows, error } = await this.#ask(client, read)
    const end = this.#history.look()
    this.#tally.count(this.#tally.operations, client.does)
    if (error !== undefined) return this.#fail(client, read.sql, error)
    const states = this.#history.between(isOffline ? looked : start - client.age, end)
    this.#tally.states += states.length
    const verdict = judge(read, rows!, states)
    if (verdict === 'of no one moment') this.#tally.count(this.#tally.mixed, client.does)
    if (verdict === 'wrong')
      this.#tally.wrong.push(
        `${client.name}: ${read.sql} ${JSON.stringify(read.params)} after ${Math.round(start)} ms in ${Math.round(end - start)} ms, ` +
          `${states.length} states: ${describe(rows!, read, states)}\n` +
          this.#evidence.of(disputed(rows!, read, states), (isOffline ? looked : start - client.age) - 1_000),
      )
    const bringsAll = read.isWhole && !isOffline && client.age === 0 && !client.isAlone
    if (bringsAll) for (const table of read.tables) this.#looks.set(table, start)
  }

  async #write(client: Client, random: Random): Promise<void> {
    const write = drawWrite(random, this.#history.now)
    const start = this.#history.look()
    this.#evidence.note(`${client.name}: ${write.sql} ${JSON.stringify(write.params)}`)
    const { error } = await this.#ask(client, write)
    const { now } = this.#history
    this.#tally.count(this.#tally.operations, `write: ${write.kind}`)
    if (error !== undefined) this.#fail(client, write.sql, error)
    else if (!write.isDone(now))
      this.#tally.wrong.push(
        `not done: ${write.sql} ${JSON.stringify(write.params)}\n${this.#evidence.of(write.params.map(String), start - 20_000)}`,
      )
    const count = write.count?.(this.#gmaild) ?? 0
    if (count > 1) this.#tally.wrong.push(`done ${count} times: ${JSON.stringify(write.params)}`)
  }

  #fail(client: Client, sql: string, { code, message }: { code: string; message: string }): void {
    this.#tally.count(this.#tally.errors, code)
    if (!EXPECTED_ERRORS[client.does].includes(code))
      this.#tally.wrong.push(`${client.name}: ${sql}: ${code} ${message}`)
  }

  /** Mail comes, other clients change it, and what is old goes. */
  async #deliver(random: Random): Promise<void> {
    const { account } = this.#gmaild
    while (!this.#isOver) {
      this.#append(`${ARRIVAL} ${++this.#tally.arrivals}`, '\\Inbox', random)
      // What the writer inserts it alone changes.
      const known = this.#history.now.Inbox.filter(
        ({ subject }) => subject.startsWith(ARRIVAL) && this.#watched.includes(subject),
      )
      const oldest = known.length > KEPT_ARRIVALS ? known[0] : undefined
      if (oldest !== undefined) account.delete(BigInt(oldest.msgId))
      const changed = known.at(-1)
      if (changed !== undefined) account.setFlags(BigInt(changed.msgId), ['\\Seen'])
      for (const { msgId } of account.messages().filter(({ place }) => place === 'trash'))
        account.delete(msgId)
      this.#history.touch()
      this.#history.look()
      this.#history.forgetBefore(performance.now() - 60_000)
      await delay(random.int(200, 3_000))
    }
  }

  async #measure(): Promise<void> {
    const between = this.#options.milliseconds / SAMPLES
    while (!this.#isOver) {
      const usages = await Promise.all(this.#hosts.map(host => host.measure()))
      const total = (of: keyof Usage): number => sum(usages.map(usage => usage[of]))
      this.#tally.usages.push({
        heap: total('heap'),
        hostResident: total('hostResident'),
        engineResident: total('engineResident'),
        engines: total('engines'),
        handles: total('handles'),
      })
      await delay(between)
    }
  }

  /** Every message that came is given once, in the order in which they came, once the server lets it. */
  async #judgeWatch(): Promise<void> {
    const arrivals = Array.from({ length: this.#tally.arrivals }, (_, index) => `${ARRIVAL} ${index + 1}`)
    const seen = (): string[] => this.#watched.filter(subject => subject.startsWith(ARRIVAL))
    for (let waited = 0; waited < 90_000 && seen().length < arrivals.length; waited += 100) await delay(100)
    this.#tally.watched = seen().length
    if (seen().join() !== arrivals.join())
      this.#tally.wrong.push(`the watch told of ${seen().length} of ${arrivals.length}: ${seen().join()}`)
  }
}

function must({ error }: HostReply): void {
  if (error !== undefined) throw new Error(`${error.code}: ${error.message}`)
}

/** The ids of messages that the answer and the last of the states tell otherwise of. */
function disputed(
  rows: NonNullable<HostReply['rows']>,
  read: Read,
  states: Parameters<typeof judge>[2],
): string[] {
  const wanted = read.answer(read.tables.map(() => states[0]!))
  const [a, b] = [wanted, rows].map(each => new Map(each.map(row => [JSON.stringify(row), String(row[0])])))
  const ids = [...a!, ...b!].flatMap(([text, id]) => (a!.has(text) && b!.has(text) ? [] : [id]))
  return [...new Set(ids)].filter(id => /^\d{10,}$/.test(id)).slice(0, 6)
}

/** What differs from the last of the states. */
function describe(
  rows: NonNullable<HostReply['rows']>,
  read: Read,
  states: Parameters<typeof judge>[2],
): string {
  const wanted = read.answer(read.tables.map(() => states[0]!)).map(row => JSON.stringify(row))
  const found = rows.map(row => JSON.stringify(row))
  const missing = wanted.filter(row => !found.includes(row))
  const extra = found.filter(row => !wanted.includes(row))
  return `missing ${missing.slice(0, 3).join(' ')}, extra ${extra.slice(0, 3).join(' ')}`.slice(0, 1_500)
}
