import type { GmailSqlError } from '../util/errors.ts'
import { LOG_MODULES, type LogLevel, nullLogger, SecretRegistry } from '../util/log.ts'
import { type LogFile, openLogFile } from '../util/log-file.ts'
import { Secret } from '../util/secret.ts'
import type { PropertyValues } from './property-values.ts'

export interface ConnectionLog {
  readonly logger: LogFile
  /** Those of the properties; a token that is got later is added. */
  readonly secrets: SecretRegistry
}

/**
 * The log that Logfile, Verbosity, LogModules, MaxLogFileSize and MaxLogFileCount describe; without Logfile one that
 * is never enabled.
 *
 * @param onFailure called once, when the log can no longer be written; statements go on without it.
 * @throws FILE_UNSAFE, BAD_PROPERTY for a Logfile that cannot be used.
 */
export function openLog(values: PropertyValues, onFailure: (error: GmailSqlError) => void): ConnectionLog {
  const secrets = new SecretRegistry(Object.values(values).filter(value => value instanceof Secret))
  if (values.Logfile === undefined) return { logger: { ...nullLogger, close: () => {} }, secrets }
  const named = values.LogModules?.split(';') ?? []
  const logger = openLogFile({
    path: values.Logfile,
    // The property is a whole number from 1 to 5.
    verbosity: values.Verbosity as LogLevel,
    modules: LOG_MODULES.filter(module => named.includes(module)),
    maxBytes: values.MaxLogFileSize,
    maxCount: values.MaxLogFileCount,
    secrets,
    onFailure,
  })
  return { logger, secrets }
}
