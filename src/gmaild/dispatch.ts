import type { Command } from './commands/command.ts'
import { COMMANDS, UID_COMMANDS } from './commands/table.ts'
import type { Session } from './session.ts'
import type { GmaildRecord, Interception } from './types.ts'
import { Cursor } from './wire/cursor.ts'
import { badSyntax, Refusal } from './wire/refusal.ts'

const MASK = '********'
const KEEP_RECORDS = 20_000
const KEEP_LINE = 65_536

/** The text as it may be shown: what follows LOGIN's user and AUTHENTICATE's mechanism is a secret. */
function maskSecrets(text: string): string {
  const authenticate = /^(\S+ AUTHENTICATE \S+)(?: .*)?$/is.exec(text)
  if (authenticate !== null)
    return text.length > authenticate[1]!.length ? `${authenticate[1]} ${MASK}` : text
  const login =
    /^(\S+ LOGIN (?:"(?:[^"\\]|\\.)*"|[^\s"{]+)) .*$/is.exec(text) ?? /^(\S+ LOGIN)\b.*$/is.exec(text)
  return login === null ? text : `${login[1]} ${MASK}`
}

/** Carries one command out and answers it; whatever goes wrong is a tagged line. */
export async function dispatch(session: Session, text: string): Promise<void> {
  const record = startRecord(session, text)
  session.output.count = 0
  session.counted(record.name)
  const wish = await session.settings.intercept?.(record, session)
  if (wish === 'drop') return session.end()
  if (wish?.delay !== undefined) await new Promise(resolve => setTimeout(resolve, wish.delay))
  prepare(session, wish)
  for (const line of wish?.unsolicited ?? []) session.line(line)
  const tagged = wish?.refused ?? (await answered(session, text, wish))
  if (tagged !== undefined && !session.ended) session.line(`${wish?.tag ?? record.tag} ${tagged}`)
  session.output.flush()
  if (session.compressNext) session.startCompression()
  record.responseBytes = session.output.count
  if (wish?.drop === true || record.name === 'LOGOUT') session.end()
}

function startRecord(session: Session, text: string): GmaildRecord {
  const [tag = '*', first = '', second = ''] = text.split(/[ \r\n]/, 3)
  const name = first.toUpperCase() === 'UID' ? `UID ${second.toUpperCase()}` : first.toUpperCase()
  const line = maskSecrets(text.length > KEEP_LINE ? text.slice(0, KEEP_LINE) : text)
  const record = { connection: session.connection, tag: tag || '*', name, line, responseBytes: 0 }
  const { record: records } = session.settings
  records.push(record)
  if (records.length > KEEP_RECORDS) records.shift()
  return record
}

type Wish = Exclude<Interception, string>

/** The tagged line without its tag; undefined where what the test sends has one, or none is to come. */
async function answered(session: Session, text: string, wish: Wish | undefined): Promise<string | undefined> {
  if (wish?.lines === undefined && wish?.octets === undefined && wish?.endless === undefined) {
    const tagged = await carryOut(session, text)
    return wish?.tagged ?? tagged
  }
  for (const line of wish.lines ?? []) session.line(line)
  session.output.write(wish.octets ?? '')
  while (wish.endless !== undefined && !session.ended) {
    session.output.write(wish.endless)
    session.output.flush()
    await session.output.drained()
    // The socket's end is told between two rounds only.
    await new Promise(setImmediate)
  }
  return undefined
}

function prepare(session: Session, wish: Wish | undefined): void {
  session.rowAllowance = wish?.rows ?? Infinity
  session.edit = wish?.edit
  if (wish?.dropAfter !== undefined) session.output.breakAfter(wish.dropAfter)
  if (wish?.silence === true) session.output.silence()
}

async function carryOut(session: Session, text: string): Promise<string> {
  try {
    const args = new Cursor(text, session.utf8)
    const tag = args.tag()
    args.space()
    const { command, uid } = findCommand(args)
    requireState(session, command)
    const tagged = await command.handler({ session, args, tag, uid })
    session.tellNews(uid || command.allowExpunge !== false, uid)
    return tagged
  } catch (error) {
    if (error instanceof Refusal) return `${error.status} ${error.message}`
    // A mistake of gmaild itself must not take the process along that it runs in (RFC 5530 SERVERBUG).
    return `NO [SERVERBUG] ${String(error).replace(/[^\x20-\x7e]+/g, ' ')}`
  }
}

function findCommand(args: Cursor): { command: Command; uid: boolean } {
  const word = args.word()
  const uid = word === 'UID'
  if (uid) args.space()
  const name = uid ? args.word() : word
  const command = (uid ? UID_COMMANDS : COMMANDS).get(name)
  if (command === undefined) throw new Refusal('BAD', `Unknown command ${name.slice(0, 40)}`)
  return { command, uid }
}

function requireState(session: Session, command: Command): void {
  if (command.state === 'any') return
  if (command.state === 'before') {
    if (session.authenticated) throw badSyntax()
  } else if (!session.authenticated) throw new Refusal('BAD', 'Not authenticated')
  else if (command.state === 'selected' && session.selected === undefined) {
    throw new Refusal('BAD', 'No mailbox selected')
  }
}
