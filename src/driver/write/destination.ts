import { shown } from '../../exec/write/flag-values.ts'
import type { Mailbox } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { WriteNames } from './target.ts'

/**
 * The mailbox that a value of the column Mailbox names.
 * @param toCreate null: a mailbox that is not there is an error
 * @throws NO_TABLE, BAD_VALUE
 */
export function destination(
  value: SqlValue,
  { resolve }: WriteNames,
  toCreate: Map<string, Mailbox> | null,
): Mailbox {
  if (typeof value !== 'string' || value.trim() === '')
    throw new GmailSqlError('BAD_VALUE', `Mailbox cannot be ${shown(value)}`, {
      hint: 'It takes the name of a mailbox, as in FROM.',
    })
  try {
    const found = resolve([value])
    if (found.kind === 'mailbox') return found.mailbox
  } catch (error) {
    if (toCreate === null || !(error instanceof GmailSqlError) || error.code !== 'NO_TABLE') throw error
    const made = { path: value, delimiter: '/', specialUse: null, isSelectable: true, isSubscribed: true }
    toCreate.set(value, made)
    return made
  }
  throw new GmailSqlError('BAD_VALUE', `${shown(value)} is no mailbox that messages could go to`, {
    hint: 'SELECT Mailbox FROM Labels lists them.',
  })
}
