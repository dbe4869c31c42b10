import type { MailWriter } from '../mail/writer.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { LazySource } from './lazy-source.ts'
import type { PropertyValues } from './property-values.ts'
import { RetryingWriter } from './retrying-writer.ts'
import type { LoginHooks } from './tries.ts'

type Properties = Pick<PropertyValues, 'Readonly' | 'Offline'>

/** @throws READ_ONLY, NOT_IN_STORE where the properties allow no write */
export function refuseWrites({ Readonly, Offline }: Properties): void {
  if (Readonly)
    throw new GmailSqlError('READ_ONLY', 'this connection changes nothing (Readonly=true)', {
      hint: 'Connect with Readonly=false.',
    })
  if (Offline)
    throw new GmailSqlError(
      'NOT_IN_STORE',
      'mail is changed on the server, which is not asked (Offline=true)',
      {
        hint: 'Connect with Offline=false.',
      },
    )
}

/** What writes for a connection; nothing is sent where its properties allow no write. */
export function openWriter(values: Properties, lazy: LazySource, login: LoginHooks): MailWriter {
  const open = async () => {
    refuseWrites(values)
    const { ImapWriter } = await import('../imap/write/imap-writer.ts')
    return new ImapWriter(await lazy.get())
  }
  return new RetryingWriter(open, login)
}
