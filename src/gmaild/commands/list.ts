import { DELIMITER } from '../store/account.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { astring, quote } from '../wire/format.ts'
import { badSyntax } from '../wire/refusal.ts'
import { type Call, decodeName, encodeName } from './command.ts'
import { patternMatcher } from './list-match.ts'
import { parseStatusItems, type StatusItem, statusLine } from './status.ts'

interface ListRequest {
  readonly selection: ReadonlySet<string>
  readonly reference: string
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
  for (const mailbox of matching(call, request)) {
    if (request.selection.has('SPECIAL-USE') && mailbox.use === undefined) continue
    if (request.selection.has('SUBSCRIBED') && !mailbox.subscribed) continue
    const subscribed =
      (request.selection.has('SUBSCRIBED') || request.options.has('SUBSCRIBED')) && mailbox.subscribed
    session.line(listLine(call, mailbox, 'LIST', subscribed ? ['\\Subscribed'] : []))
    if (request.status.length > 0 && mailbox.selectable)
      session.line(statusLine(session, mailbox, request.status))
  }
  return 'OK Success'
}

export function lsub(call: Call): string {
  for (const mailbox of matching(call, parsePlain(call))) {
    if (mailbox.subscribed) call.session.line(listLine(call, mailbox, 'LSUB', []))
  }
  return 'OK Success'
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
  const reference = decodeName(call, call.args.astring())
  call.args.space()
  const pattern = decodeName(call, call.args.listMailbox())
  call.args.end()
  return { selection: new Set(), reference, patterns: [pattern], options: new Set(), status: [] }
}

/** RFC 5258 with the STATUS return option of RFC 5819. */
function parseList(call: Call): ListRequest {
  const { args } = call
  args.space()
  const selection = args.peek() === '(' ? args.list(() => args.word(), true) : []
  if (selection.some(word => !SELECTION.has(word))) throw badSyntax()
  if (selection.includes('RECURSIVEMATCH') && !selection.includes('SUBSCRIBED')) throw badSyntax()
  if (args.peek() === ' ') args.space()
  const reference = decodeName(call, args.astring())
  args.space()
  const readPattern = (): string => decodeName(call, args.listMailbox())
  const patterns = args.peek() === '(' ? args.list(readPattern) : [readPattern()]
  const options = new Set<string>()
  const status: StatusItem[] = []
  if (args.take(' ')) {
    args.expect('RETURN ')
    args.list(() => readReturnOption(call, options, status), true)
  }
  args.end()
  return { selection: new Set(selection), reference, patterns, options, status }
}

function readReturnOption(call: Call, options: Set<string>, status: StatusItem[]): void {
  const word = call.args.word()
  if (word === 'STATUS') {
    call.args.space()
    status.push(...parseStatusItems(call.args))
  } else if (RETURN.has(word)) options.add(word)
  else throw badSyntax()
}
