import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import { escapeForTerminal } from '../util/text.ts'

const LONGEST_SHOWN = 60

/** The text in quotes for a message: on one line, and cut where it is long. */
export function quote(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return `"${escapeForTerminal(shown)}"`
}

export function badProperty(message: string, hint?: string): GmailSqlError {
  return new GmailSqlError('BAD_PROPERTY', message, { hint })
}

/** A hint that names the nearest of what is allowed, where one is near. */
export function didYouMean(text: string, allowed: Iterable<string>): string | undefined {
  const near = nearest(text, allowed)
  return near === undefined ? undefined : `Did you mean ${near}?`
}
