import type { Message } from '../store/message.ts'
import type { Predicate, SearchContext } from './context.ts'
import { dayOf } from './dates.ts'
import { fileTokens, hasAttachment, headerText, headerTokens } from './text-index.ts'
import { hasPhrase } from './tokens.ts'

type Compile = (value: string, context: SearchContext) => Predicate | undefined

const onMessage =
  (holds: (message: Message) => boolean): Predicate =>
  row =>
    holds(row.entry.message)

const header =
  (name: string): Compile =>
  value =>
    onMessage(message => hasPhrase(headerTokens(message, name), value))

const OPERATORS: Readonly<Record<string, Compile>> = {
  from: header('from'),
  to: value =>
    onMessage(message => ['to', 'cc', 'bcc'].some(name => hasPhrase(headerTokens(message, name), value))),
  cc: header('cc'),
  bcc: header('bcc'),
  subject: header('subject'),
  list: header('list-id'),
  deliveredto: header('delivered-to'),
  label: value => onMessage(message => hasLabel(message, value)),
  in: value => place(value),
  is: value => state(value),
  has: value => has(value),
  filename: value => onMessage(message => hasPhrase(fileTokens(message), value)),
  larger: value => size(value, (own, limit) => own > limit),
  smaller: value => size(value, (own, limit) => own < limit),
  size: value => size(value, (own, limit) => own >= limit),
  after: (value, context) => date(value, (own, day) => own >= day, context),
  newer: (value, context) => date(value, (own, day) => own >= day, context),
  before: (value, context) => date(value, (own, day) => own < day, context),
  older: (value, context) => date(value, (own, day) => own < day, context),
  older_than: value => age(value, (own, limit) => own < limit),
  newer_than: value => age(value, (own, limit) => own >= limit),
  rfc822msgid: value =>
    onMessage(
      message =>
        (headerText(message, 'message-id') ?? '').replace(/[<>]/g, '') === value.replace(/[<>]/g, ''),
    ),
}

/** Undefined for an operator, or a value of it, that is not known: then it is searched as words. */
export function compileOperator(name: string, value: string, context: SearchContext): Predicate | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name]!(value, context) : undefined
}

/** The web's spelling: `work/project x` may be written `work-project-x`. */
const webLabel = (label: string): string => label.toLowerCase().replace(/[ /&()|]/g, '-')

function hasLabel(message: Message, value: string): boolean {
  const wanted = webLabel(value)
  return [...message.labels].some(label => webLabel(label.replace(/^\\/, '')) === wanted)
}

function place(value: string): Predicate | undefined {
  switch (value.toLowerCase()) {
    case 'anywhere':
      return () => true
    case 'inbox':
    case 'sent':
    case 'important':
    case 'starred':
      return onMessage(message => hasLabel(message, value))
    case 'draft':
    case 'drafts':
      return onMessage(message => message.labels.has('\\Draft'))
    case 'spam':
      return onMessage(message => message.place === 'spam')
    case 'trash':
    case 'bin':
      return onMessage(message => message.place === 'trash')
    default:
      return onMessage(message => hasLabel(message, value))
  }
}

function state(value: string): Predicate | undefined {
  switch (value.toLowerCase()) {
    case 'unread':
      return onMessage(message => !message.flags.has('\\Seen'))
    case 'read':
      return onMessage(message => message.flags.has('\\Seen'))
    case 'starred':
      return onMessage(message => message.flags.has('\\Flagged'))
    case 'important':
      return onMessage(message => message.labels.has('\\Important'))
    default:
      return undefined
  }
}

function has(value: string): Predicate | undefined {
  switch (value.toLowerCase()) {
    case 'attachment':
      return onMessage(hasAttachment)
    case 'userlabels':
      return onMessage(message => [...message.labels].some(label => !label.startsWith('\\')))
    case 'nouserlabels':
      return onMessage(message => [...message.labels].every(label => label.startsWith('\\')))
    default:
      return undefined
  }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 }

function size(value: string, compare: (own: number, limit: number) => boolean): Predicate | undefined {
  const found = /^(\d+)([km]?)b?$/i.exec(value)
  if (found === null) return undefined
  const limit = Number(found[1]) * UNITS[found[2]!.toLowerCase()]!
  return onMessage(message => compare(message.size, limit))
}

function date(
  value: string,
  compare: (own: number, day: number) => boolean,
  context: SearchContext,
): Predicate | undefined {
  const found = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(value)
  if (found !== null) {
    const day = dayOf(Number(found[1]), Number(found[2]) - 1, Number(found[3]))
    return onMessage(message => compare(context.day(message.internalDate), day))
  }
  // Seconds since 1970 are taken as well.
  if (!/^\d{9,11}$/.test(value)) return undefined
  return onMessage(message => compare(Math.floor(message.internalDate / 1000), Number(value)))
}

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 }

function age(value: string, compare: (own: number, limit: number) => boolean): Predicate | undefined {
  const found = /^(\d+)([dwmy])$/i.exec(value)
  if (found === null) return undefined
  const limit = Date.now() - Number(found[1]) * DAYS[found[2]!.toLowerCase()]! * 86_400_000
  return onMessage(message => compare(message.internalDate, limit))
}
