import { StoreOnlySource } from '../exec/store-only-source.ts'
import type { MailSource, SourceOptions } from '../mail/source.ts'
import type { MailWriter } from '../mail/writer.ts'
import type { LazySource } from './lazy-source.ts'
import type { Login } from './login.ts'
import type { PropertyValues } from './property-values.ts'
import { RetryingSource } from './retrying-source.ts'
import { Recovery, type RecoveryParts } from './write/recovery.ts'
import { openWriter } from './writer.ts'

export interface MailParts extends RecoveryParts {
  readonly lazy: LazySource
  readonly login: Login
  readonly isLasting: boolean
}

/** The doors to the mail of a connection. */
export interface MailDoors {
  readonly source: MailSource
  readonly writer: MailWriter
  /** Null where the journal goes with the connection, and where the server is not asked. */
  readonly recovery: Recovery | null
}

/** Nothing is sent yet. */
export function openMail(values: PropertyValues, parts: MailParts): MailDoors {
  const { lazy, login, isLasting } = parts
  const writer = openWriter(values, lazy, login)
  if (values.Offline) return { source: new StoreOnlySource(), writer, recovery: null }
  const recovery = isLasting ? new Recovery(parts) : null
  const recover = async (source: MailSource, options?: SourceOptions) => await recovery?.run(source, options)
  return { source: new RetryingSource(() => lazy.get(), login, recover), writer, recovery }
}
