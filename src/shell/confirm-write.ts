import { callQuestion } from './confirm-call.ts'
import { type Connection, escapeForTerminal, isGmailSqlError, readStatement, writeTarget } from './door.ts'
import type { BoundStatement, Session } from './session.ts'

/** Kinds of changes that a question tells apart. */
const MOST_KINDS = 3

/**
 * Errors that the statement itself will have as well, with the right places in its text. After any other nobody knows what it would
 * do, so it does not run.
 */
const ITS_OWN: ReadonlySet<string> = new Set([
  'AMBIGUOUS',
  'BAD_VALUE',
  'NO_COLUMN',
  'NO_FUNCTION',
  'NO_TABLE',
  'NOT_SUPPORTED',
  'NOT_WRITABLE',
  'SYNTAX',
])

/**
 * Asks the person at the prompt before mail is changed or sent, telling what DRY RUN says, or what a procedure does. Scripts are not
 * asked.
 * @throws what the statement is refused with before it does anything, and what DRY RUN throws where the statement might get further
 */
export async function mayWrite(
  session: Session,
  connection: Connection,
  statement: BoundStatement,
  signal: AbortSignal,
): Promise<boolean> {
  const { lines, settings, depth, messages } = session
  if (!lines.read || !settings.confirm || depth > 0) return true
  const question = await questionOf(connection, statement, signal)
  if (question === null) return true
  const typed = await lines.read(`${question} Go on? [y/N] `, signal)
  if (typeof typed === 'string' && /^\s*y(es)?\s*$/i.test(typed)) return true
  await messages.write('nothing was changed\n')
  return false
}

/** Null: there is nothing to ask about. */
async function questionOf(
  connection: Connection,
  statement: BoundStatement,
  signal: AbortSignal,
): Promise<string | null> {
  if (writesMail(statement.text)) {
    await prepared(connection, statement, signal)
    return await writeQuestion(connection, statement, signal)
  }
  const question = await callQuestion(statement)
  if (question !== null) await prepared(connection, statement, signal)
  return question
}

/** Nobody is asked about what is refused anyway. Nothing is sent before the rows are read, which are not. */
async function prepared(
  connection: Connection,
  { text, parameters = [] }: BoundStatement,
  signal: AbortSignal,
): Promise<void> {
  const stream = connection.streamArrays(text, parameters, { signal })
  try {
    await stream.columns()
  } finally {
    await stream.return?.()
  }
}

function writesMail(text: string): boolean {
  try {
    const statement = readStatement(text)
    const target = writeTarget(statement)?.at(-1)
    return statement.kind === 'write' && target !== undefined && !/#TEMP$/i.test(target)
  } catch {
    return false
  }
}

/** Null: there is nothing to ask about. */
async function writeQuestion(
  connection: Connection,
  { text, parameters = [] }: BoundStatement,
  signal: AbortSignal,
): Promise<string | null> {
  const kinds = new Map<string, number>()
  const mailboxes = new Set<string>()
  const stream = connection.streamArrays(`DRY RUN ${text}`, parameters, { signal })
  try {
    await stream.columns()
    for await (const [mailbox, , , change] of stream) {
      mailboxes.add(String(mailbox))
      kinds.set(String(change), (kinds.get(String(change)) ?? 0) + 1)
    }
  } catch (error) {
    if (isGmailSqlError(error) && ITS_OWN.has(error.code)) return null
    throw error
  } finally {
    await stream.return?.()
  }
  return kinds.size === 0 ? null : told(kinds, mailboxes)
}

function told(kinds: ReadonlyMap<string, number>, mailboxes: ReadonlySet<string>): string {
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0)
  const sorted = [...kinds].sort(([, a], [, b]) => b - a)
  const shown = sorted
    .slice(0, MOST_KINDS)
    .map(([change, count]) => (kinds.size === 1 ? change : `${change} (${count})`))
  const others = sorted.length - shown.length
  const more = others > 0 ? `, and ${others} other kind${others === 1 ? '' : 's'}` : ''
  const [first] = mailboxes
  const where = mailboxes.size === 1 ? first! : `${mailboxes.size} mailboxes`
  const changes = `${total.toLocaleString('en-US')} change${total === 1 ? '' : 's'}`
  return escapeForTerminal(`${changes} in ${where}: ${shown.join(', ')}${more}.`)
}
