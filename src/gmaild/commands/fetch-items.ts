import type { Section } from '../mime/section.ts'
import type { Cursor } from '../wire/cursor.ts'
import { astring } from '../wire/format.ts'
import { badSyntax } from '../wire/refusal.ts'

/** The order in which the items of a row are sent: Gmail's own, whatever was asked, with UID late. */
export const PLAIN_ITEMS = [
  'X-GM-THRID',
  'X-GM-MSGID',
  'X-GM-LABELS',
  'RFC822.SIZE',
  'MODSEQ',
  'INTERNALDATE',
  'FLAGS',
  'ENVELOPE',
  'BODYSTRUCTURE',
  'BODY',
  'UID',
] as const
export type PlainItem = (typeof PLAIN_ITEMS)[number]

export interface BodyItem {
  /** What stands before the value in the answer, e.g. `BODY[TEXT]<0>`. */
  readonly label: string
  readonly section: Section
  readonly partial?: readonly [offset: number, count: number]
  readonly peek: boolean
}

export interface FetchRequest {
  readonly plain: Set<PlainItem>
  readonly bodies: BodyItem[]
}

const MACROS: Readonly<Record<string, readonly PlainItem[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}
const WHOLE: Section = { path: [], text: '', names: [] }
const RFC822: Readonly<Record<string, Omit<BodyItem, 'label'>>> = {
  RFC822: { section: WHOLE, peek: false },
  'RFC822.HEADER': { section: { ...WHOLE, text: 'HEADER' }, peek: true },
  'RFC822.TEXT': { section: { ...WHOLE, text: 'TEXT' }, peek: false },
}
const ITEM_NAME = /[A-Za-z0-9.-]+/y

/** `fetch-att`, a list of them, or a macro (RFC 3501 §9). */
export function parseFetchItems(args: Cursor): FetchRequest {
  const request: FetchRequest = { plain: new Set(), bodies: [] }
  if (args.peek() === '(') args.list(() => parseItem(args, request, false))
  else parseItem(args, request, true)
  return request
}

function parseItem(args: Cursor, request: FetchRequest, macroAllowed: boolean): void {
  const name = args.need(ITEM_NAME).toUpperCase()
  const macro = MACROS[name]
  const rfc822 = RFC822[name]
  if (macro !== undefined && macroAllowed) for (const item of macro) request.plain.add(item)
  else if (rfc822 !== undefined) request.bodies.push({ ...rfc822, label: name })
  else if ((name === 'BODY' || name === 'BODY.PEEK') && args.peek() === '[') {
    request.bodies.push(parseBodyItem(args, name === 'BODY.PEEK'))
  } else if ((PLAIN_ITEMS as readonly string[]).includes(name)) request.plain.add(name as PlainItem)
  else throw badSyntax()
}

function parseBodyItem(args: Cursor, peek: boolean): BodyItem {
  args.expect('[')
  const section = parseSection(args)
  args.expect(']')
  const label = `BODY[${formatSection(section, args.utf8)}]`
  if (!args.take('<')) return { label, section, peek }
  const offset = args.number()
  args.expect('.')
  const count = args.number()
  args.expect('>')
  if (count === 0) throw badSyntax()
  return { label: `${label}<${offset}>`, section, peek, partial: [offset, count] }
}

function parseSection(args: Cursor): Section {
  const path: number[] = []
  let dotted = false
  for (
    let part = args.match(/[1-9]\d{0,8}/y);
    part !== undefined;
    part = dotted ? args.match(/[1-9]\d{0,8}/y) : undefined
  ) {
    path.push(Number(part))
    dotted = args.take('.')
  }
  if (path.length > 0 && !dotted) return { path, text: '', names: [] }
  const text = (args.match(/[A-Za-z.]+/y) ?? '').toUpperCase()
  if (text === '' && !dotted) return { path, text, names: [] }
  if (text === 'HEADER' || text === 'TEXT') return { path, text, names: [] }
  if (text === 'MIME' && path.length > 0) return { path, text, names: [] }
  if (text !== 'HEADER.FIELDS' && text !== 'HEADER.FIELDS.NOT') throw badSyntax()
  args.space()
  return { path, text, names: args.list(() => args.astring()) }
}

function formatSection(section: Section, utf8: boolean): string {
  const names = section.names.map(name => astring(name.toUpperCase(), utf8)).join(' ')
  const text = names === '' ? section.text : `${section.text} (${names})`
  return [...section.path.map(String), ...(text === '' ? [] : [text])].join('.')
}
