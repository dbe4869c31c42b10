import { bytesToText } from '../mime/charset.ts'
import { decodeWords, trimOctets, unfold } from '../mime/header-text.ts'
import { rawOf, type Token } from './tokens.ts'

/** Header text of a token, unfolded, encoded words untouched; null for NIL. */
export function headerTextOf(token: Token): string | null {
  const raw = rawOf(token)
  if (raw === null) return null
  return unfold(typeof raw === 'string' ? raw : bytesToText(raw))
}

/**
 * Decoded text of a header token; null for NIL and for a value of white space only. White space around the value is
 * folding; white space inside an encoded word is the sender's text and stays (RFC 2047 §6.2).
 */
export function decodedTextOf(token: Token): string | null {
  const raw = rawOf(token)
  if (raw === null) return null
  const decoded = unfold(decodeWords(typeof raw === 'string' ? raw.trim() : trimOctets(raw)))
  return decoded.trim() === '' ? null : decoded
}
