/**
 * What statements cost through the public door, beside others on the same mail in the same run, as Markdown:
 *
 *   npm run bench -- mail [rows bodies known first memory] [--messages 20000] [--rounds 5] [--maildir some/Maildir]
 *
 * A Dovecot of its own on loopback serves the messages, without and with a line of 40 ms and 2 MB/s between. Every round lets each
 * reader do all of the work in turn; told are medians, and the median of the ratios within a round. Cold: the store is empty; the
 * connection is logged in, unless `connect()` is named. Needs Dovecot, the sqlite3 program, and Python.
 */
import { bodies } from './mail/bodies.ts'
import { firstRows } from './mail/first-rows.ts'
import { known } from './mail/known.ts'
import { BODIES, type MailBench, MOST_BODIES, MOST_SMALL, SMALL } from './mail/mail-bench.ts'
import { memory } from './mail/memory.ts'
import { rows } from './mail/rows.ts'
import { NO_LAG, SLOW_LINE, startProxy } from './support/lagged.ts'
import { messages } from './support/messages.ts'
import { benchOptions } from './support/options.ts'
import { type Server, startServer, withSocket } from './support/server.ts'

type Work = (bench: MailBench, show: (title: string, text: string) => void) => Promise<void>

const SLOW = '40 ms there and back, 2 MB/s'

const WORKS: Readonly<Record<string, Work>> = {
  async rows(bench, show) {
    const { server, inbox, small } = bench
    show(`Rows: ${inbox.count} messages, loopback`, await rows({ ...inbox, port: server.port }, bench))
    using slow = await startProxy(server.port, SLOW_LINE)
    show(`Rows: ${small.count} messages, ${SLOW}`, await rows({ ...small, port: slow.port }, bench))
  },
  async bodies(bench, show) {
    const { server, bodies: place, small } = bench
    show(`BodyText: ${place.count} messages, loopback`, await bodies({ ...place, port: server.port }, bench))
    using slow = await startProxy(server.port, SLOW_LINE)
    show(`BodyText: ${small.count} messages, ${SLOW}`, await bodies({ ...small, port: slow.port }, bench))
  },
  async first(bench, show) {
    show(`First rows of ${bench.inbox.count} messages, loopback`, await firstRows(bench, NO_LAG))
    show(`First rows of ${bench.inbox.count} messages, ${SLOW}`, await firstRows(bench, SLOW_LINE))
  },
  async memory(bench, show) {
    show(`Memory above idle: ${bench.inbox.count} messages`, await memory(bench))
  },
  // The last, since it changes the mailbox.
  async known(bench, show) {
    show(`A second process: ${bench.inbox.count} messages kept, loopback`, await known(bench, NO_LAG))
    show(`A second process: ${bench.inbox.count} messages kept, ${SLOW}`, await known(bench, SLOW_LINE))
  },
}

const options = benchOptions()
const unknown = options.only.filter(name => !(name in WORKS))
if (unknown.length > 0)
  throw new Error(`no such work: ${unknown.join(', ')}; there is ${Object.keys(WORKS).join(', ')}`)
const show = (title: string, text: string) => console.log(`\n### ${title}\n\n${text}`)
console.log(`Medians of ${options.rounds} rounds.`)
using server = await startServer()
const bench = await filled(server)
for (const [name, work] of Object.entries(WORKS))
  if (options.only.length === 0 || options.only.includes(name)) await work(bench, show)

async function filled(own: Server): Promise<MailBench> {
  const source = await messages(options.messages, options.maildir)
  const count = await withSocket(own.port, raw => raw.append('INBOX', source))
  const copies = { bodies: Math.min(count, MOST_BODIES), small: Math.min(count, MOST_SMALL) }
  await withSocket(own.port, async raw => {
    await raw.ask(`CREATE ${BODIES}`)
    await raw.ask(`COPY ${count - copies.bodies + 1}:${count} ${BODIES}`)
    await raw.ask(`CREATE ${SMALL}`)
    await raw.ask(`COPY ${count - copies.small + 1}:${count} ${SMALL}`)
  })
  return {
    server: own,
    rounds: options.rounds,
    inbox: { mailbox: 'INBOX', count },
    bodies: { mailbox: BODIES, count: copies.bodies },
    small: { mailbox: SMALL, count: copies.small },
  }
}
