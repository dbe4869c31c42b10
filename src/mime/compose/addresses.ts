import { domainToASCII } from 'node:url'
import type { Address } from '../../mail/message.ts'
import type { GmailSqlError } from '../../util/errors.ts'
import { decodeWords } from '../header-text.ts'
import { badField, checkHeaderText } from './field-checks.ts'

/**
 * Addresses separated by `;` or `,`: `ann@example.com`, `Ann <ann@example.com>`, `"Lee, Ann" <ann@example.com>`. What could be
 * read in two ways is refused: a reader that guesses sends mail to somebody else.
 * @param field the input or column, for the message
 * @throws BAD_INPUT naming what is no address
 */
export function readAddresses(text: string, field: string): Address[] {
  return entriesOf(checkHeaderText(text, field), field).map(pieces => readEntry(pieces, field))
}

/** A piece of an entry; `quoted`, `comment` and `angle` are what is inside of `"…"`, `(…)` and `<…>`. */
interface Piece {
  readonly raw: string
  readonly quoted?: string | undefined
  readonly comment?: string | undefined
  readonly angle?: string | undefined
}

/** Sticky: where no piece begins, none is looked for behind it. */
const PIECE =
  /"(?<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|\((?<comment>[^()\\]*(?:\\.[^()\\]*)*)\)|<(?<angle>[^<>]*)>|[,;]|[^"()<>,;\\]+/gsuy

function entriesOf(text: string, field: string): Piece[][] {
  const entries: Piece[][] = [[]]
  let end = 0
  for (const { 0: raw, groups } of text.matchAll(PIECE)) {
    end += raw.length
    if (raw === ',' || raw === ';') entries.push([])
    else entries.at(-1)!.push({ raw, ...groups })
  }
  if (end !== text.length) throw noAddress(text.slice(end), field)
  return entries.filter(pieces => pieces.some(({ raw }) => raw.trim() !== ''))
}

function readEntry(pieces: readonly Piece[], field: string): Address {
  const raw = pieces.map(piece => piece.raw).join('')
  const at = pieces.findIndex(({ angle }) => angle !== undefined)
  const comment = pieces.map(piece => unescaped(piece.comment ?? '')).join('')
  if (at < 0) {
    const spec = pieces.map(piece => (piece.comment === undefined ? piece.raw : ' ')).join('')
    return { name: nameOf(comment, field), address: readAddress(spec, field) }
  }
  const before = pieces.slice(0, at).filter(piece => piece.comment === undefined)
  const rest = pieces.slice(at + 1).filter(piece => piece.comment === undefined && piece.raw.trim() !== '')
  // An @ or a colon outside of quotes: a forgotten separator, or the name of a group (RFC 5322 §3.4).
  const isDoubtful = before.some(piece => piece.quoted === undefined && /[@:]/.test(piece.raw))
  if (rest.length > 0 || isDoubtful) throw noAddress(raw, field)
  const name = before.map(piece => (piece.quoted === undefined ? piece.raw : unescaped(piece.quoted)))
  return { name: nameOf(name.join(''), field), address: readAddress(pieces[at]!.angle!, field) }
}

function nameOf(text: string, field: string): string {
  const name = decodeWords(text.trim().replace(/\s+/gu, ' '))
  return checkHeaderText(name, field)
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, '$1')
}

/** RFC 5322 §3.2.3, and what RFC 6532 adds to it. */
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~\u00a0-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u00a0-\u{10ffff}-]+)*$/u
const QUOTED_LOCAL = /^"((?:[ !#-;=?-[\]-~]|\\["\\])*)"$/
const DOMAIN = /^(?=.{1,253}$)[a-z\d_](?:[\w-]{0,61}[a-z\d_])?(?:\.[a-z\d_](?:[\w-]{0,61}[a-z\d_])?)*$/i
const LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[\da-f:.]{2,45})\]$/i
/** Octets (RFC 5321 §4.5.3.1). */
const LONGEST_LOCAL = 64
const LONGEST = 254

/** The address as it goes out: a quoted local part only where it must be, a domain in ASCII. */
function readAddress(text: string, field: string): string {
  const spec = text.trim()
  const at = spec.lastIndexOf('@')
  const local = at < 1 ? null : localPart(spec.slice(0, at))
  const domain = at < 1 ? null : domainOf(spec.slice(at + 1))
  if (local === null || domain === null) throw noAddress(spec, field)
  const address = `${local}@${domain}`
  if (Buffer.byteLength(local) > LONGEST_LOCAL || Buffer.byteLength(address) > LONGEST)
    throw badField(field, `has an address that is too long: "${address.slice(0, 80)}…"`, 'Shorten it.')
  return address
}

function localPart(text: string): string | null {
  if (DOT_ATOM.test(text)) return /\s/u.test(text) ? null : text
  const quoted = QUOTED_LOCAL.exec(text)?.[1]
  if (quoted === undefined) return null
  const plain = unescaped(quoted)
  return DOT_ATOM.test(plain) ? plain : text
}

function domainOf(text: string): string | null {
  if (DOMAIN.test(text) || LITERAL.test(text)) return text
  // Only what is not ASCII is translated: anything else that this made valid would be a guess.
  const ascii = /^[\w.\u0080-\u{10ffff}-]+$/u.test(text) ? domainToASCII(text) : ''
  return DOMAIN.test(ascii) ? ascii : null
}

function noAddress(text: string, field: string): GmailSqlError {
  const shown = text.trim().slice(0, 100)
  return badField(
    field,
    `has no address in "${shown}"`,
    'Write ann@example.com or "Lee, Ann" <ann@example.com>; several are separated by semicolons.',
  )
}
