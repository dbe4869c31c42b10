import { maskSecrets } from './log.ts'
import type { Secret } from './secret.ts'
import { escapeForTerminal } from './text.ts'

const MAX_TEXT = 200

/**
 * A text of an endpoint or proxy made fit for a message: one line, nothing that moves a cursor, at most 200 characters,
 * without the secrets that were sent (some echo them) and without what looks like a token.
 */
export function cleanText(text: string, secrets: Iterable<Secret | string>): string {
  const masked = maskTokenLike(maskSecrets(text, secrets))
  const clean = escapeForTerminal(masked.replace(/\s+/g, ' ').trim())
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean
}

/** Long runs of letters with a digit among them are tokens more often than words. */
function maskTokenLike(text: string): string {
  return text.replace(/[\w-]{20,}/g, run => (/\d/.test(run) && /[a-z]/i.test(run) ? '********' : run))
}
