import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { compose } from '../../src/gmaild/demo/compose.ts'
import { DEMO_END, planMailbox } from '../../src/gmaild/demo/fill.ts'
import { formatEnvelope } from '../../src/gmaild/mime/envelope.ts'
import { parseMessage } from '../../src/gmaild/mime/part.ts'
import { formatDateTime } from '../../src/gmaild/wire/format.ts'

export interface LargeMailbox {
  readonly port: number
  /** The names of the commands that came. */
  readonly commands: readonly string[]
  close(): Promise<void>
}

const USER = 'demo@gmail.example'
const CAPABILITIES =
  'IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE AUTH=PLAIN SASL-IR'
/** So many messages of the demo give the addresses and subjects of all. */
const TEMPLATES = 1_000
/** Rows that are written at a time. */
const CHUNK = 100
/** After so many messages one UID is that of a deleted one. */
const GAP = 40
/** One message in so many has an X-GM-MSGID of another time, as imported mail does. */
const IMPORTED = 20

/**
 * A mailbox, INBOX, of any size that holds nothing: it makes each row when that is fetched, the same ones every time. It
 * answers what gmailsql sends to read one mailbox by its columns, as Gmail does, and BAD to all else.
 */
export async function startLargeMailbox(count: number): Promise<LargeMailbox> {
  const rows = rowMaker()
  const commands: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    void serve(socket, { count, row: rows, commands })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Served {
  readonly count: number
  readonly row: RowMaker
  readonly commands: string[]
}

async function serve(socket: Socket, { count, row, commands }: Served): Promise<void> {
  socket.write(`* OK [CAPABILITY ${CAPABILITIES}] ready\r\n`)
  for await (const line of createInterface({ input: socket })) {
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/.exec(line) ?? []
    const name = command.toUpperCase()
    commands.push(name)
    const isKnown = name.endsWith('FETCH')
      ? await fetchRows(socket, { row, count, isByUid: name.startsWith('UID'), request: rest })
      : answer(socket, { name, rest, tag, count })
    socket.write(isKnown ? `${tag} OK done\r\n` : `${tag} BAD what is ${name}\r\n`)
    if (name === 'LOGOUT') socket.end()
  }
}

interface Command {
  readonly name: string
  readonly rest: string
  readonly tag: string
  readonly count: number
}

function answer(socket: Socket, { name, rest, tag, count }: Command): boolean {
  const lines = untagged(name, rest, { tag, count })
  for (const line of lines ?? []) socket.write(`* ${line}\r\n`)
  return lines !== null
}

/** Null for a command that is not known. */
function untagged(name: string, rest: string, { tag, count }: Pick<Command, 'tag' | 'count'>) {
  switch (name) {
    case 'CAPABILITY':
    case 'AUTHENTICATE':
    case 'LOGIN':
      return [`CAPABILITY ${CAPABILITIES}`]
    case 'ENABLE':
      return ['ENABLED CONDSTORE UTF8=ACCEPT']
    case 'LIST':
      return ['LIST (\\HasNoChildren) "/" "INBOX"', 'LIST (\\HasNoChildren \\All) "/" "[Gmail]/All Mail"']
    case 'EXAMINE':
      return [
        'FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)',
        `${count} EXISTS`,
        '0 RECENT',
        'OK [UIDVALIDITY 7] valid',
        `OK [UIDNEXT ${uidOf(count) + 1}] next`,
        'OK [HIGHESTMODSEQ 900] highest',
      ]
    case 'UID SEARCH':
      return [`ESEARCH (TAG "${tag}") UID ALL ${foundSet(rest, count)}`]
    case 'LOGOUT':
      return ['BYE']
    case 'NAMESPACE':
      return ['NAMESPACE (("" "/")) NIL NIL']
    default:
      return ['ID', 'NOOP', 'UNSELECT', 'CLOSE'].includes(name) ? [] : null
  }
}

/** Of `RETURN (ALL) ALL`, or `RETURN (ALL) UID 5:9`. */
function foundSet(criteria: string, count: number): string {
  const [, set = '1:*'] = /UID (\S+)$/.exec(criteria) ?? []
  const runs: string[] = []
  for (const [from, to] of numbersOf(set, count, true)) {
    for (let first = from; first <= to; ) {
      const last = Math.min(to, Math.ceil(first / GAP) * GAP)
      runs.push(`${uidOf(first)}:${uidOf(last)}`)
      first = last + 1
    }
  }
  return runs.join(',')
}

interface FetchRequest {
  readonly row: RowMaker
  readonly count: number
  readonly isByUid: boolean
  readonly request: string
}

async function fetchRows(socket: Socket, { row, count, isByUid, request }: FetchRequest): Promise<boolean> {
  const [, set = '', names = '', changedSince] =
    /^(\S+) \(([^()]+)\)(?: \(CHANGEDSINCE (\d+)\))?$/.exec(request) ?? []
  if (set === '') return false
  if (changedSince !== undefined) return true
  const items = names.split(' ')
  for (const [from, to] of numbersOf(set, count, isByUid)) {
    for (let at = from; at <= to; at += CHUNK) {
      let text = ''
      for (let number = at; number < Math.min(at + CHUNK, to + 1); number++) text += row(number, items)
      if (!socket.write(text, 'latin1')) await drained(socket)
      if (socket.destroyed) return true
    }
  }
  return true
}

/** Or gone. */
async function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of ['drain', 'close']) socket.on(event, resolve)
  await promise
  for (const event of ['drain', 'close']) socket.off(event, resolve)
}

/** The sequence numbers of a set, as ranges. */
function* numbersOf(set: string, count: number, isByUid: boolean): Iterable<[from: number, to: number]> {
  for (const each of set.split(',')) {
    const [low = '', high = low] = each.split(':')
    const last = isByUid ? uidOf(count) : count
    const [from = 0, to = 0] = [low, high].map(end => (end === '*' ? last : Number(end)))
    yield isByUid ? [numberFrom(from), Math.min(count, numberFrom(to + 1) - 1)] : [from, Math.min(count, to)]
  }
}

function uidOf(number: number): number {
  return number + Math.floor((number - 1) / GAP)
}

/** The first message with this UID or a higher one. */
function numberFrom(uid: number): number {
  const before = Math.floor((uid - 1) / (GAP + 1))
  return before * GAP + Math.min(uid - before * (GAP + 1), GAP + 1)
}

type RowMaker = (number: number, items: readonly string[]) => string

function rowMaker(): RowMaker {
  const envelopes = planMailbox(TEMPLATES, USER)
    .map(envelopePieces)
    .filter(([head]) => head !== '')
  const item = (name: string, number: number): string => {
    switch (name) {
      case 'UID':
        return `${uidOf(number)}`
      case 'X-GM-MSGID':
        return number % IMPORTED === 7
          ? messageId(scattered(number), 900_000_000 + number)
          : messageId(number, scattered(number))
      case 'X-GM-THRID':
        return messageId(number - (number % 3), 1)
      case 'X-GM-LABELS':
        return LABELS[scattered(number) % LABELS.length]!
      case 'FLAGS':
        return FLAGS[scattered(number) % FLAGS.length]!
      case 'MODSEQ':
        return `(${100 + (number % 800)})`
      case 'INTERNALDATE':
        return formatDateTime(DEMO_END - number * 60_000)
      case 'RFC822.SIZE':
        return `${1_000 + (scattered(number) % 90_000)}`
      default: {
        const [head, tail] = envelopes[scattered(number) % envelopes.length]!
        return `${head}<${number.toString(36)}.${tail}`
      }
    }
  }
  return (number, items) =>
    `* ${number} FETCH (${items.map(name => `${name} ${item(name, number)}`).join(' ')})\r\n`
}

const LABELS = ['()', '()', '("\\\\Important")', '(Work)', '(Work "Work/Project X")', '(Receipts)']
const FLAGS = ['()', '(\\Seen)', '(\\Seen)', '(\\Seen)', '(\\Seen \\Answered)', '(\\Seen \\Flagged)']

/** The same number each time, without an order. */
function scattered(number: number): number {
  return (Math.imul(number, 2_654_435_761) >>> 0) % 1_000_003
}

function messageId(time: number, more: number): string {
  return `17${String(time).padStart(8, '0')}${String(more).padStart(9, '0')}`
}

/** An ENVELOPE, cut where the Message-ID begins that each message has of its own. */
function envelopePieces(plan: Parameters<typeof compose>[0]): [head: string, tail: string] {
  const text = formatEnvelope(parseMessage(compose(plan)).fields, true)
  const at = text.lastIndexOf('"<')
  return [text.slice(0, at + 1), text.slice(at + 2)]
}
