import { maskSecrets } from '../util/log.ts'

const MAX_TEXT = 300

/**
 * A text of the server made fit for a message: no control characters (C0, DEL, C1), no bidirectional
 * controls, one line, at most 300 characters, and none of the secrets, should the server echo them.
 */
export function cleanServerText(text: string, secrets: readonly string[]): string {
  const masked = maskSecrets(text, secrets)
  const clean = masked
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim()
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean
}
