/**
 * How fast mail is read off the wire, beside others on the same messages in the same run:
 *
 *   npm run bench -- fetch [--messages 20000] [--rounds 5] [--maildir some/Maildir]
 *
 * A Dovecot of its own on loopback serves the messages. Every round lets
 * each reader fetch all of them; what is told is the median of its times, and of its ratios to the raw socket in the same round,
 * which parses nothing. `rows` are UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE, `texts` is BODY.PEEK[1].
 */
import type { ImapFlow } from 'imapflow'
import { ImapSource } from '../src/imap/imap-source.ts'
import type { FetchItem } from '../src/mail/message.ts'
import { Secret } from '../src/util/secret.ts'
import { messages } from './support/messages.ts'
import { benchOptions } from './support/options.ts'
import { RawSocket } from './support/raw-socket.ts'
import { readImapflow, readImaplib, readRaw, type Wanted } from './support/readers.ts'
import { imapflowOf, startServer, USER, withSocket } from './support/server.ts'
import { median, ratio, shownMs, table } from './support/table.ts'

type Kind = 'rows' | 'texts'
/** Fetches everything. Told of it are the messages that came and, where starting it would count too, its own time. */
type Reader = (kind: Kind) => Promise<{ readonly count: number } & Partial<Cost>>
/** Milliseconds by the clock, and of the processor in the reader's process. */
interface Cost {
  readonly ms: number
  readonly cpu: number
}

const { messages: wantedCount, rounds: ROUNDS, maildir } = benchOptions()
const ALL: Readonly<Record<Kind, readonly Wanted[]>> = {
  rows: [{ set: '1:*' }],
  texts: [{ set: '1:*', parts: ['1'] }],
}
const ITEMS: readonly FetchItem[] = ['flags', 'internalDate', 'size', 'envelope']
const BATCH = 2000

using server = await startServer()
const { port } = server
const source = await messages(wantedCount, maildir)
const COUNT = await withSocket(port, raw => raw.append('INBOX', source))
await measure()

async function measure(): Promise<void> {
  const sources = { lane: await open('Auto'), 'lane off': await open('ImapFlow') }
  const raw = await RawSocket.open(port, USER)
  const library = imapflowOf(port)
  await library.connect()
  await library.mailboxOpen('INBOX', { readOnly: true })
  const readers: Readonly<Record<string, Reader>> = {
    'raw socket': kind => readRaw(raw, ALL[kind], COUNT),
    'imapflow’s fetch()': kind => readLibrary(library, kind),
    'Python’s imaplib': kind => readImaplib(port, 'INBOX', ALL[kind]),
    'FetchEngine=ImapFlow': kind => readSource(sources['lane off'], kind),
    'FetchEngine=Auto': kind => readSource(sources.lane, kind),
  }
  for (const kind of ['rows', 'texts'] as const) {
    const costs = new Map(Object.keys(readers).map(name => [name, [] as Cost[]]))
    // The first round warms up the server's caches and our own code.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, read] of Object.entries(readers)) {
        const measured = stopwatch()
        const { count, ...own } = await read(kind)
        const cost = { ...measured(), ...own }
        if (count !== COUNT) throw new Error(`${name} read ${count} of ${COUNT} messages`)
        if (round > 0) costs.get(name)!.push(cost)
      }
    }
    print(kind, costs)
  }
  raw.close()
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
  const raw = costs.get('raw socket')!.map(({ ms }) => ms)
  console.log(`\n### ${COUNT} messages, ${kind}, medians of ${ROUNDS} rounds\n`)
  const micros = (total: number) => `${((total / COUNT) * 1000).toFixed(1)} µs`
  const rows = [...costs].map(([name, each]) => {
    const times = each.map(({ ms }) => ms)
    const cpu = median(each.map(cost => cost.cpu))
    return [name, shownMs(median(times)), ratio(times, raw).toFixed(2), micros(median(times)), micros(cpu)]
  })
  console.log(table(['reader', 'ms', 'to the raw socket', 'a message', 'of that, processor'], rows))
}

async function readLibrary(client: ImapFlow, kind: Kind): Promise<{ count: number }> {
  return await readImapflow(client, ALL[kind])
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
