import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { AppendedMessage } from '../../src/gmaild/index.ts'
import { type Connection, connect, isGmailSqlError } from '../../src/index.ts'
import { systemClock } from '../../src/util/clock.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { ageJournal } from './age-journal.ts'
import { numbers } from './changing-mailbox.ts'
import { type Cut, type CuttingProxy, cuttingProxy, type Exchange } from './cutting-proxy.ts'
import { type Demo, startDemo } from './demo.ts'

/** A statement that makes one change, and how it is seen in the account that it did. */
export interface CutWrite {
  readonly name: string
  readonly sql: string
  /** Where the exchange begins that is cut; with `isSent` it is one of SMTP. */
  readonly at: RegExp
  readonly isSent?: boolean
  /** How often it was done, to an account that had one message; null: in part. */
  readonly count: (messages: readonly AppendedMessage[]) => number | null
}

/** What an account has before the write. */
export const ONE_MESSAGE = 'Subject: cut\r\nMessage-ID: <cut@example.com>\r\n\r\nbody'

type Fits = (message: AppendedMessage) => boolean

const isInInbox: Fits = ({ labels, place }) => labels.join() === '\\Inbox' && place === 'mail'
const hasBoth: Fits = ({ labels }) => [...labels].sort().join() === 'Work,\\Inbox'

/** Of a change of the one message. */
function changes(isDone: Fits, isUndone: Fits): CutWrite['count'] {
  return ([message, ...others]) => {
    if (!message || others.length > 0 || isDone(message) === isUndone(message)) return null
    return isDone(message) ? 1 : 0
  }
}

const arrivals: CutWrite['count'] = messages => messages.length - 1

export const CUT_WRITES: readonly CutWrite[] = [
  {
    name: 'STORE of flags',
    sql: 'UPDATE Inbox SET IsRead = 1, IsStarred = 1 WHERE Id > 0',
    at: /^\S+ UID STORE /,
    count: changes(
      ({ flags }) => flags.includes('\\Seen') && flags.includes('\\Flagged'),
      ({ flags }) => flags.length === 0,
    ),
  },
  {
    name: 'STORE of labels',
    sql: "UPDATE Inbox SET Labels = json_insert(Labels, '$[#]', 'Work') WHERE Id > 0",
    at: /^\S+ UID STORE /,
    count: changes(hasBoth, isInInbox),
  },
  {
    name: 'MOVE',
    sql: "UPDATE Inbox SET Mailbox = 'Work' WHERE Id > 0",
    at: /^\S+ UID MOVE /,
    count: changes(({ labels }) => labels.join() === 'Work', isInInbox),
  },
  {
    name: 'MOVE to Trash',
    sql: 'DELETE FROM Inbox WHERE Id > 0',
    at: /^\S+ UID MOVE /,
    count: changes(({ place }) => place === 'trash', isInInbox),
  },
  {
    name: 'COPY',
    sql: "EXEC CopyEmails @Id = '1:4294967295', @DestinationMailbox = 'Work'",
    at: /^\S+ UID COPY /,
    count: changes(hasBoth, isInInbox),
  },
  {
    name: 'APPEND',
    sql: "INSERT INTO Work (Subject, [To], BodyText) VALUES ('new', 'ann@example.com', 'Grüße')",
    at: /^\S+ APPEND /,
    count: arrivals,
  },
  {
    name: 'SMTP DATA',
    sql: "EXEC SendMailMessage @To = 'ann@example.com', @Subject = 'new', @MessageBody = 'Hello'",
    at: /^MAIL FROM/,
    isSent: true,
    count: arrivals,
  },
]

interface Parts {
  readonly demo: Demo
  readonly imap: CuttingProxy
  readonly smtp: CuttingProxy
  /** The store. */
  readonly file: string
  readonly again: () => Promise<Connection>
}

/** An account with one message, and connections to it through a proxy. */
export class CutAccount {
  readonly #parts: Parts
  #db: Connection

  private constructor(parts: Parts, db: Connection) {
    this.#parts = parts
    this.#db = db
  }

  /** Its connections share one journal. */
  static async open(): Promise<CutAccount> {
    // What waits for a server that may come back waits no real time.
    const sleep = vi.spyOn(systemClock, 'sleep').mockResolvedValue()
    const demo = await startDemo({ messages: 0, smtp: true })
    const imap = await cuttingProxy(demo.gmaild.port)
    const smtp = await cuttingProxy(demo.gmaild.smtpPort!)
    demo.gmaild.account.createLabel('Work')
    const server = demo.connectionString.replace(/Port=\d+/, `Port=${imap.port}`)
    const file = join(makeDirectory(), 'mail.db')
    const lasting = `AutoCache=true;CacheTolerance=0;CacheLocation="${file}"`
    const again = () => connect(`${server};${lasting};SMTPServer=127.0.0.1;SMTPPort=${smtp.port}`)
    const cut = new CutAccount({ demo, imap, smtp, file, again }, await again())
    onTestFinished(async () => {
      await cut.#db.close()
      for (const part of [imap, smtp, demo]) await part[Symbol.asyncDispose]()
      sleep.mockRestore()
    })
    return cut
  }

  /** Cuts of a write that go through all octets of it and of its answer. */
  async cutsOf(write: CutWrite): Promise<Cut[]> {
    const exchange = await this.#exchange(write, null)
    expect(exchange.error, write.name).toBeNull()
    expect(write.count(this.#messages), write.name).toBe(1)
    return wholeCuts(exchange)
  }

  /**
   * Cuts a write and looks at the mailbox itself. Afterwards the change is there once or not at all, and the statement and the journal
   * say which; where they cannot, the error is OUTCOME_UNKNOWN and names the journal, and the next connection finds out.
   * @returns the code of the error, or `done`
   */
  async check(write: CutWrite, cut: Cut): Promise<string> {
    const about = `${write.name}, cut after ${cut.after} octets of the ${cut.from}${cut.isLast ? ', for good' : ''}`
    const { error, isCut } = await this.#exchange(write, cut)
    expect(isCut, about).toBe(true)
    const count = write.count(this.#messages)
    expect([0, 1], about).toContain(count)
    const code = isGmailSqlError(error) ? error.code : error === null ? 'done' : String(error)
    const [journal, outcome] = await this.#lastEntry()
    if (code === 'done') expect([count, outcome], about).toEqual([1, 'done'])
    else if (code === 'OUTCOME_UNKNOWN') {
      expect(outcome, about).toBe('unknown')
      expect(String(error), about).toContain(`(journal ${journal})`)
      const not = write.isSent ? 'unknown' : 'failed'
      expect(await this.#recovered(), `${about}: recovered`).toBe(count === 1 ? 'done' : not)
    } else expect([code, count, outcome], about).toEqual([code, 0, 'failed'])
    return code
  }

  get #messages(): AppendedMessage[] {
    return this.#parts.demo.gmaild.account.messages()
  }

  /** What the next connection says. */
  async #recovered(): Promise<unknown> {
    await this.#db.close()
    ageJournal(this.#parts.file)
    this.#db = await this.#parts.again()
    await this.#db.query('SELECT Id FROM Inbox')
    return (await this.#lastEntry())[1]
  }

  async #exchange(
    { sql, at, isSent }: CutWrite,
    cut: Cut | null,
  ): Promise<Exchange & { readonly isCut: boolean; readonly error: unknown }> {
    const { account } = this.#parts.demo.gmaild
    for (const { msgId } of account.messages()) account.delete(msgId)
    account.append({ raw: ONE_MESSAGE, labels: ['\\Inbox'] })
    const proxy = this.#parts[isSent ? 'smtp' : 'imap']
    proxy.begin(at, cut)
    const error = await this.#db.query(sql).then(
      () => null,
      (reason: unknown) => reason,
    )
    return { ...(await proxy.end()), error }
  }

  async #lastEntry(): Promise<readonly unknown[]> {
    const read = 'SELECT Journal, Outcome FROM sys_journal ORDER BY Entry DESC LIMIT 1'
    return (await this.#db.queryArrays(read)).rows[0] ?? []
  }
}

/** At each octet of an exchange, before the first and behind the last. */
export function wholeCuts(exchange: Exchange): Cut[] {
  const octets = /^MAIL FROM/.test(exchange.client) ? sentOctets(exchange) : octetsOf(exchange)
  return (['client', 'server'] as const).flatMap(from =>
    Array.from({ length: octets[from] + 1 }, (_, after) => ({ from, after })),
  )
}

type Octets = Readonly<Record<keyof Exchange, number>>

/** Of a command and its answer, and not of what comes after them on the same connection. */
function octetsOf({ client, server }: Exchange): Octets {
  const [line = '', tag] = /^(\S+) .*\r\n/.exec(client) ?? []
  const literal = /\{(\d+)\+?\}\r\n$/.exec(line)?.[1]
  const answer = server.indexOf(`${tag} `)
  return {
    client: line.length + (literal === undefined ? 0 : Number(literal) + 2),
    server: server.indexOf('\r\n', answer) + 2,
  }
}

/** Up to the answer to the message. */
function sentOctets({ client, server }: Exchange): Octets {
  return { client: client.indexOf('\r\n.\r\n') + 5, server: server.indexOf('221 ') }
}

/** Some of them, other ones with another seed, and the ends always. */
export function someCuts(cuts: readonly Cut[], count: number, seed: number): Cut[] {
  const draw = numbers(seed)
  const isEnd = ({ from, after }: Cut) =>
    after === 0 || !cuts.some(other => other.from === from && other.after > after)
  const between = cuts.filter(cut => !isEnd(cut))
  const drawn = Array.from({ length: count }, () => between[draw(between.length)]!)
  return [...new Set([...cuts.filter(isEnd), ...drawn])]
}
