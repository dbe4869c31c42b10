import { DELIMITER } from '../store/account.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { astring, quote } from '../wire/format.ts'
import { badSyntax } from '../wire/refusal.ts'
import { type Call, encodeName, findName } from './command.ts'
import { patternMatcher } from './list-match.ts'
import { parseStatusItems, type StatusItem, statusLine } from './status.ts'

interface ListRequest {
  readonly selection: ReadonlySet<string>
  readonly reference: string
  /** Without those that no name can match. */
  readonly patterns: readonly string[]
  readonly options: ReadonlySet<string>
  readonly status: readonly StatusItem[]
}

const SELECTION = new Set(['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'])
const RETURN = new Set(['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'])

export function list(call: Call): string {
  const { session } = call
  const request = parseList(call)
  if (request.patterns.length === 1 && request.patterns[0] === '') {
    session.line(`* LIST (\\Noselect) "${DELIMITER}" ""`)
    return 'OK Success'
  }
  const { selection } = request
  const found = matching(call, request)
  for (const mailbox of found) {
    if (selection.has('SPECIAL-USE') && mailbox.use === undefined) continue
    const hasChildInfo = selection.has('RECURSIVEMATCH') && hidesSubscribed(call, mailbox, found)
    if (selection.has('SUBSCRIBED') && !mailbox.subscribed && !hasChildInfo) continue
    const subscribed =
      (selection.has('SUBSCRIBED') || request.options.has('SUBSCRIBED')) && mailbox.subscribed
    const line = listLine(call, mailbox, 'LIST', subscribed ? ['\\Subscribed'] : [])
    session.line(hasChildInfo ? `${line} ("CHILDINFO" ("SUBSCRIBED"))` : line)
    if (request.status.length > 0 && mailbox.selectable)
      session.line(statusLine(session, mailbox, request.status))
  }
  return 'OK Success'
}

export function lsub(call: Call): string {
  const found = matching(call, parsePlain(call))
  for (const mailbox of found) {
    // RFC 3501 §6.3.9: a name that is not subscribed stands for those below it that the pattern does not reach.
    const stands = !mailbox.subscribed && hidesSubscribed(call, mailbox, found)
    const extra = stands && mailbox.selectable ? ['\\Noselect'] : []
    if (mailbox.subscribed || stands) call.session.line(listLine(call, mailbox, 'LSUB', extra))
  }
  return 'OK Success'
}

/** A subscribed mailbox below is not among those that the pattern found (RFC 5258 §3.5). */
function hidesSubscribed(call: Call, mailbox: Mailbox, found: readonly Mailbox[]): boolean {
  const start = mailbox.name + DELIMITER
  return [...call.session.account.mailboxes.values()].some(
    other => other.subscribed && other.name.startsWith(start) && !found.includes(other),
  )
}

export function xlist(call: Call): string {
  for (const mailbox of matching(call, parsePlain(call))) {
    const own = mailbox.role === 'inbox' ? ['\\Inbox'] : []
    call.session.line(listLine(call, mailbox, 'XLIST', own))
  }
  return 'OK Success'
}

function listLine(call: Call, mailbox: Mailbox, word: string, extra: readonly string[]): string {
  const { session } = call
  const attributes = [session.account.hasChildren(mailbox.name) ? '\\HasChildren' : '\\HasNoChildren']
  if (!mailbox.selectable) attributes.push('\\Noselect')
  if (mailbox.use !== undefined) attributes.push(mailbox.use)
  attributes.push(...extra)
  const name = encodeName(session, mailbox.name)
  const shown = /[\x80-\xff\r\n]/.test(name) ? astring(name, session.utf8) : quote(name)
  return `* ${word} (${attributes.join(' ')}) "${DELIMITER}" ${shown}`
}

function matching(call: Call, request: ListRequest): Mailbox[] {
  const matchers = request.patterns.map(pattern => patternMatcher(request.reference, pattern, DELIMITER))
  const { account } = call.session
  const found = [...account.mailboxes.values()].filter(mailbox =>
    matchers.some(matches => matches(mailbox.name)),
  )
  return found.sort((a, b) => order(a, account.prefix) - order(b, account.prefix) || compare(a.name, b.name))
}

/** INBOX, labels by name, then the system mailboxes. */
function order(mailbox: Mailbox, prefix: string): number {
  if (mailbox.role === 'inbox') return 0
  return mailbox.name === prefix || mailbox.name.startsWith(prefix + DELIMITER) ? 2 : 1
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function parsePlain(call: Call): ListRequest {
  call.args.space()
  const reference = call.args.astring()
  call.args.space()
  const pattern = call.args.listMailbox()
  call.args.end()
  return {
    selection: new Set(),
    ...readPatterns(call, reference, [pattern]),
    options: new Set(),
    status: [],
  }
}

/** RFC 5258 with the STATUS return option of RFC 5819. */
function parseList(call: Call): ListRequest {
  const { args } = call
  args.space()
  const selection = args.peek() === '(' ? args.list(() => args.word(), true) : []
  if (selection.some(word => !SELECTION.has(word))) throw badSyntax()
  if (selection.includes('RECURSIVEMATCH') && !selection.includes('SUBSCRIBED')) throw badSyntax()
  if (args.peek() === ' ') args.space()
  const reference = args.astring()
  args.space()
  const patterns = args.peek() === '(' ? args.list(() => args.listMailbox()) : [args.listMailbox()]
  const options = new Set<string>()
  const status: StatusItem[] = []
  if (args.take(' ')) {
    args.expect('RETURN ')
    args.list(() => readReturnOption(call, options, status), true)
  }
  args.end()
  return { selection: new Set(selection), ...readPatterns(call, reference, patterns), options, status }
}

function readPatterns(
  call: Call,
  reference: string,
  patterns: readonly string[],
): Pick<ListRequest, 'reference' | 'patterns'> {
  const start = findName(call, reference)
  const known = patterns.map(pattern => findName(call, pattern)).filter(pattern => pattern !== undefined)
  return start === undefined ? { reference: '', patterns: [] } : { reference: start, patterns: known }
}

function readReturnOption(call: Call, options: Set<string>, status: StatusItem[]): void {
  const word = call.args.word()
  if (word === 'STATUS') {
    call.args.space()
    status.push(...parseStatusItems(call.args))
  } else if (RETURN.has(word)) options.add(word)
  else throw badSyntax()
}
