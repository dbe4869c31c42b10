import { maskSecrets } from '../../util/log.ts'
import type { Secret } from '../../util/secret.ts'
import { escapeForTerminal } from '../../util/text.ts'

const MAX_TEXT = 200

/**
 * A text of an endpoint made fit for a message: one line, nothing that moves a cursor, at most 200 characters, without
 * the secrets that were sent (some endpoints echo them) and without what looks like a token.
 */
export function cleanText(text: string, secrets: Iterable<Secret | string>): string {
  const masked = maskTokenLike(maskSecrets(text, secrets))
  const clean = escapeForTerminal(masked.replace(/\s+/g, ' ').trim())
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean
}

/** What a body that is no JSON says. One that begins like JSON may hold a token, cut or not: nothing of it is told. */
export function excerptOf(body: string, secrets: Iterable<Secret | string>): string {
  if (body.trim() === '') return 'nothing'
  if (/^\s*[{["]/.test(body)) return `${body.length} characters of JSON`
  return `“${cleanText(body, secrets)}”`
}

/** Long runs of letters with a digit among them are tokens more often than words. */
function maskTokenLike(text: string): string {
  return text.replace(/[\w-]{20,}/g, run => (/\d/.test(run) && /[a-z]/i.test(run) ? '********' : run))
}
