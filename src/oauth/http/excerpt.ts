import { cleanText } from '../../util/clean-text.ts'
import type { Secret } from '../../util/secret.ts'

/** What a body that is no JSON says. One that begins like JSON may hold a token, cut or not: nothing of it is told. */
export function excerptOf(body: string, secrets: Iterable<Secret | string>): string {
  if (body.trim() === '') return 'nothing'
  if (/^\s*[{["]/.test(body)) return `${body.length} characters of JSON`
  return `“${cleanText(body, secrets)}”`
}
