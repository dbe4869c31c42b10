import type { Address, Envelope } from '../mail/message.ts'
import { decodeWords } from '../mime/header-text.ts'
import { RecentMap } from '../util/recent-map.ts'
import { parseDate } from './date.ts'
import { decodedTextOf, headerTextOf } from './decode-words.ts'
import { isList, type Token } from './tokens.ts'

/** Names in encoded words: people write again and again, and decoding is dear. */
const decodedNames = new RecentMap<string>(2_000, 300)

/** What servers put in the place of a domain or local part that the header does not have. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'MISSING_DOMAIN',
  'MISSING_MAILBOX',
  'unspecified-domain',
  '.MISSING-HOST-NAME.',
  '.SYNTAX-ERROR.',
  'SYNTAX_ERROR',
])

/** ENVELOPE of a message that has no header at all. */
export const EMPTY_ENVELOPE: Envelope = {
  date: null,
  subject: null,
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  inReplyTo: null,
  messageId: null,
}

/**
 * ENVELOPE as a token list (RFC 9051 §7.5.2). Fields that are missing are null or [], more than ten are
 * ignored: the server's mistake must not cost the row.
 */
export function decodeEnvelope(token: Token): Envelope {
  if (!isList(token)) return EMPTY_ENVELOPE
  const date = headerTextOf(token[0])
  const from = decodeAddresses(token[2])
  // Servers put From where there is no Sender and no Reply-To (RFC 9051 §7.5.2).
  const orFrom = (list: Token) => (isSame(list, token[2]) ? from : decodeAddresses(list))
  return {
    date: date === null ? null : parseDate(date),
    subject: decodedTextOf(token[1]),
    from,
    sender: orFrom(token[3]),
    replyTo: orFrom(token[4]),
    to: decodeAddresses(token[5]),
    cc: decodeAddresses(token[6]),
    bcc: decodeAddresses(token[7]),
    inReplyTo: plainTextOf(token[8]),
    messageId: plainTextOf(token[9]),
  }
}

function isSame(a: Token, b: Token): boolean {
  if (!isList(a) || !isList(b)) return a === b
  return a.length === b.length && a.every((token, i) => isSame(token, b[i]))
}

/** Message ids are never encoded words (RFC 2047 §5), only unfolded and trimmed. */
function plainTextOf(token: Token): string | null {
  const text = headerTextOf(token)?.trim()
  return text === undefined || text === '' ? null : text
}

/** An address list; group markers (a NIL host) are dropped, the members stay. */
export function decodeAddresses(token: Token): readonly Address[] {
  if (!isList(token)) return []
  const addresses: Address[] = []
  for (const item of token) {
    const address = isList(item) ? decodeAddress(item) : null
    if (address !== null) addresses.push(address)
  }
  return addresses
}

function decodeAddress([nameToken, , mailboxToken, hostToken]: readonly Token[]): Address | null {
  const host = headerTextOf(hostToken)
  const mailbox = headerTextOf(mailboxToken)
  // Blanks at the ends of a display name only set it off from what stands beside it, even inside an encoded word.
  const name = nameOf(nameToken)
  // A group starts with its name in the mailbox field and ends with two NILs (RFC 9051 §7.5.2).
  if (host === null) return mailbox === null && name !== '' ? { name, address: '' } : null
  const local = decodeWords(placed(mailbox ?? ''))
  const domain = decodeWords(placed(host))
  if (local === '' && domain === '' && name === '') return null
  return { name, address: domain === '' ? local : `${quoted(local)}@${domain}` }
}

function nameOf(token: Token): string {
  const decode = () => decodedTextOf(token)?.trim() ?? ''
  return typeof token === 'string' && token.includes('=?') ? decodedNames.getOrMake(token, decode) : decode()
}

/** The server removes the quoting of a local part (RFC 9051 §7.5.2); without it the address is another or none (RFC 5322 §3.4.1). */
function quoted(local: string): string {
  return /[\s()<>[\]:;@\\,"]/.test(local) ? `"${local.replace(/["\\]/g, '\\$&')}"` : local
}

function placed(part: string): string {
  return PLACEHOLDERS.has(part) ? '' : part.trim()
}
