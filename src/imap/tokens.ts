/**
 * A value of an IMAP response: NIL, text, the bytes of a literal, a list, or imapflow's node around one of
 * these. The decoders read this shape only, so any tokenizer can feed them.
 */
export type Token = null | undefined | string | Uint8Array | readonly Token[] | TokenNode

export interface TokenNode {
  readonly type?: string
  readonly value?: string | Uint8Array | null
  readonly section?: readonly Token[]
}

export function isList(token: Token): token is readonly Token[] {
  return Array.isArray(token)
}

/** Text or bytes of a token; null for NIL and for lists. */
export function rawOf(token: Token): string | Uint8Array | null {
  if (token === null || token === undefined) return null
  if (typeof token === 'string' || token instanceof Uint8Array) return token
  if (isList(token)) return null
  return token.value ?? null
}

/** The octets of a string or literal as they were sent; null for NIL and what is neither. */
export function octetsOf(token: Token): Buffer | null {
  const raw = rawOf(token)
  if (raw === null) return null
  return typeof raw === 'string' ? Buffer.from(raw) : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
}

/** Text of a token whose literals are UTF-8 or ASCII by the grammar (atoms, names, flags). */
export function textOf(token: Token): string | null {
  const raw = rawOf(token)
  if (raw === null || typeof raw === 'string') return raw
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8')
}

/** Texts of a list; what is not text is left out. A single atom counts as a list of one. */
export function textsOf(token: Token): string[] {
  const items = isList(token) ? token : [token]
  return items.map(textOf).filter(text => text !== null)
}

const MAX_UINT32 = 4_294_967_295

/** Unsigned decimal up to `max`, or null: never NaN, never a rounded number. */
export function uintOf(token: Token, max: number = MAX_UINT32): number | null {
  const text = textOf(token)
  if (text === null || !/^\d{1,16}$/.test(text)) return null
  const value = Number(text)
  return value <= max ? value : null
}

const MAX_UINT63 = 9_223_372_036_854_775_807n
const MAX_UINT64 = 18_446_744_073_709_551_615n

/** MODSEQ: an unsigned number of 63 bits (RFC 7162 §7), or null. */
export function modSeqOf(token: Token): bigint | null {
  const text = textOf(token)
  if (text === null || !/^\d{1,19}$/.test(text)) return null
  const value = BigInt(text)
  return value <= MAX_UINT63 ? value : null
}

/** An unsigned number of 64 bits as canonical decimal text, or null. */
export function uint64TextOf(token: Token): string | null {
  const text = textOf(token)
  if (text === null || !/^\d{1,20}$/.test(text)) return null
  const value = BigInt(text)
  return value <= MAX_UINT64 ? value.toString() : null
}
