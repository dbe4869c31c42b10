import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import { escapeForTerminal } from '../util/text.ts'

const LONGEST_SHOWN = 60

/** The text in quotes for a message: on one line, and cut where it is long. */
export function quote(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return `"${escapeForTerminal(shown)}"`
}

/** @param hint what to write instead, which no refusal of a property goes without */
export function badProperty(message: string, hint: string): GmailSqlError {
  return new GmailSqlError('BAD_PROPERTY', message, { hint })
}

/** The hint for a value that is none of those allowed; `otherwise` where none of them is near. */
export function nearOr(text: string, allowed: Iterable<string>, otherwise: string): string {
  return didYouMean(text, allowed) ?? otherwise
}

/** A hint that names the nearest of what is allowed, where one is near. */
export function didYouMean(text: string, allowed: Iterable<string>): string | undefined {
  const near = nearest(text, allowed)
  return near === undefined ? undefined : `Did you mean ${near}?`
}
