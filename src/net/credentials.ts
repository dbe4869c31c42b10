import { GmailSqlError } from '../util/errors.ts'
import type { Secret } from '../util/secret.ts'

/** What a mail server is shown at the login. */
export interface Credentials {
  readonly kind: 'password' | 'accessToken'
  readonly value: Secret
}

/** @throws BAD_VALUE for a secret that cannot be sent: often a line end that came with it from a file. */
export function assertSendable({ kind, value }: Credentials): void {
  if (!/[\u0000-\u001f\u007f]/.test(value.reveal())) return
  const what = kind === 'password' ? 'The password' : 'The access token'
  throw new GmailSqlError('BAD_VALUE', `${what} contains a control character.`, {
    hint: 'If it was read from a file, remove the line end.',
  })
}
