/**
 * How fast mail is read off the wire, beside others on the same messages in the same run:
 *
 *   node bench/fetch.ts [messages] [maildir] [rounds]
 *
 * A Dovecot of its own on loopback serves the messages of the Maildir (its `cur`), or those of the demo mailbox. Every round lets
 * each reader fetch all of them; what is told is the median of its times, and of its ratios to the raw socket in the same round,
 * which parses nothing. `rows` are UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE, `texts` is BODY.PEEK[1].
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { compose } from '../src/gmaild/demo/compose.ts'
import { planMailbox } from '../src/gmaild/demo/fill.ts'
import { ImapSource } from '../src/imap/imap-source.ts'
import type { FetchItem } from '../src/mail/message.ts'
import { Secret } from '../src/util/secret.ts'
import { freePort } from '../test/support/free-port.ts'

type Kind = 'rows' | 'texts'
/** Fetches everything. Told of it are the messages that came and, where starting it would count too, its own time. */
type Reader = (kind: Kind) => Promise<{ readonly count: number; readonly cost?: Cost }>
/** Milliseconds by the clock, and of the processor in the reader's process. */
interface Cost {
  readonly ms: number
  readonly cpu: number
}

const COUNT = Number(process.argv[2] ?? 20_000)
const MAILDIR = process.argv[3]
const ROUNDS = Number(process.argv[4] ?? 5)
const USER = 'bench@example.com'
const WIRE = { rows: '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)', texts: '(UID BODY.PEEK[1])' } as const
const ITEMS: readonly FetchItem[] = ['flags', 'internalDate', 'size', 'envelope']
const BATCH = 2000
/** Longer than a tagged answer. */
const TAIL = 1000

const SCRIPT = new URL('../scripts/dovecot.sh', import.meta.url).pathname
const directory = mkdtempSync(join(tmpdir(), 'gmailsql-bench-'))
chmodSync(directory, 0o755)
const port = await freePort()
const env = { ...process.env, BASE: join(directory, 'server'), PORT: `${port}` }
execFileSync(SCRIPT, ['start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
try {
  await fill()
  await measure()
} finally {
  execFileSync(SCRIPT, ['stop'], { env })
  rmSync(directory, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const sources = { lane: await open('Auto'), 'lane off': await open('ImapFlow') }
  const library = clientOf()
  await library.connect()
  await library.mailboxOpen('INBOX', { readOnly: true })
  const readers: Readonly<Record<string, Reader>> = {
    'raw socket': readRaw,
    'imapflow fetch()': kind => readLibrary(library, kind),
    'Python imaplib': readPython,
    'FetchEngine=ImapFlow': kind => readSource(sources['lane off'], kind),
    'FetchEngine=Auto': kind => readSource(sources.lane, kind),
  }
  for (const kind of ['rows', 'texts'] as const) {
    const costs = new Map(Object.keys(readers).map(name => [name, [] as Cost[]]))
    // The first round warms up the server's caches and our own code.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, read] of Object.entries(readers)) {
        const measured = stopwatch()
        const { count, cost = measured() } = await read(kind)
        if (count !== COUNT) throw new Error(`${name} read ${count} of ${COUNT} messages`)
        if (round > 0) costs.get(name)!.push(cost)
      }
    }
    print(kind, costs)
  }
  await library.logout()
  for (const source of Object.values(sources)) await source.close()
}

function stopwatch(): () => Cost {
  const start = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { ms: performance.now() - start, cpu: (user + system) / 1000 }
  }
}

function print(kind: Kind, costs: ReadonlyMap<string, readonly Cost[]>): void {
  const raw = costs.get('raw socket')!
  console.log(`\n${COUNT} messages, ${kind}, median of ${ROUNDS} rounds\n`)
  console.log(
    '| reader | ms | to the raw socket | a message | of that, processor |\n| --- | --- | --- | --- | --- |',
  )
  for (const [name, each] of costs) {
    const ms = median(each.map(cost => cost.ms))
    const ratio = median(each.map((cost, round) => cost.ms / raw[round]!.ms))
    const micros = (total: number) => `${((total / COUNT) * 1000).toFixed(1)} µs`
    const cpu = median(each.map(cost => cost.cpu))
    console.log(`| ${name} | ${ms.toFixed(0)} | ${ratio.toFixed(2)} | ${micros(ms)} | ${micros(cpu)} |`)
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

/** Counts octets and looks for nothing but the end. */
async function readRaw(kind: Kind): Promise<{ count: number; cost: Cost }> {
  const socket = connect(port, '127.0.0.1')
  const ask = (tag: string, command: string) =>
    new Promise<void>((resolve, reject) => {
      let tail = ''
      const look = (chunk: Buffer) => {
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - TAIL))).slice(-TAIL)
        if (!new RegExp(`(^|\n)${tag} [^\n]*\n$`).test(tail)) return
        socket.off('data', look)
        if (tail.includes(`${tag} OK`)) resolve()
        else reject(new Error(tail))
      }
      socket.on('data', look)
      socket.write(`${tag} ${command}\r\n`)
    })
  await ask('A1', `LOGIN ${USER} secret`)
  await ask('A2', 'EXAMINE INBOX')
  const measured = stopwatch()
  await ask('A3', `UID FETCH 1:* ${WIRE[kind]}`)
  const cost = measured()
  socket.destroy()
  return { count: COUNT, cost }
}

async function readLibrary(client: ImapFlow, kind: Kind): Promise<{ count: number }> {
  let count = 0
  const query =
    kind === 'rows' ? { flags: true, internalDate: true, size: true, envelope: true } : { bodyParts: ['1'] }
  for await (const row of client.fetch('1:*', query, { uid: true })) if (row.uid > 0) count++
  return { count }
}

async function readPython(kind: Kind): Promise<{ count: number; cost: Cost }> {
  const program = `
import imaplib, time
m = imaplib.IMAP4('127.0.0.1', ${port})
m.login('${USER}', 'secret')
m.select('INBOX', readonly=True)
start, used = time.perf_counter(), time.process_time()
_, rows = m.uid('FETCH', '1:*', '${WIRE[kind]}')
print(time.perf_counter() - start, time.process_time() - used, sum(1 for row in rows if isinstance(row, tuple) or b'UID ' in row))
m.logout()`
  const printed = execFileSync(process.env['PYTHON'] ?? 'python3', ['-c', program], { encoding: 'utf8' })
  const [seconds = 0, cpuSeconds = 0, count = 0] = printed.split(' ').map(Number)
  // A literal in a row makes two elements of it.
  return { count: Math.min(COUNT, count), cost: { ms: seconds * 1000, cpu: cpuSeconds * 1000 } }
}

async function readSource(source: ImapSource, kind: Kind): Promise<{ count: number }> {
  const uids = Array.from({ length: COUNT }, (_, i) => i + 1)
  const batches = Array.from({ length: Math.ceil(COUNT / BATCH) }, (_, i) =>
    uids.slice(i * BATCH, (i + 1) * BATCH),
  )
  let count = 0
  if (kind === 'rows') for await (const rows of source.fetchBatches(batches, ITEMS)) count += rows.length
  else for (const batch of batches) count += (await source.fetchParts(batch, [{ part: '1' }])).length
  return { count }
}

async function open(fetchEngine: 'Auto' | 'ImapFlow'): Promise<ImapSource> {
  const source = new ImapSource({
    host: '127.0.0.1',
    port,
    tls: 'None',
    user: USER,
    credentials: async () => ({ kind: 'password', value: new Secret('secret') }),
    timeoutSeconds: 60,
    fetchEngine,
  })
  await source.examine('INBOX')
  return source
}

function clientOf(): ImapFlow {
  return new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: USER, pass: 'secret' },
    logger: false,
    disableCompression: true,
    disableAutoIdle: true,
  })
}

function* messages(): Iterable<Buffer> {
  if (MAILDIR === undefined) {
    for (const plan of planMailbox(COUNT, USER).slice(0, COUNT)) yield Buffer.from(compose(plan), 'latin1')
    return
  }
  const cur = join(MAILDIR, 'cur')
  for (const file of readdirSync(cur).sort().slice(0, COUNT)) yield readFileSync(join(cur, file))
}

async function fill(): Promise<void> {
  const writer = clientOf()
  await writer.connect()
  for (const message of messages()) await writer.append('INBOX', message)
  await writer.logout()
}
