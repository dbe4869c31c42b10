import { isGmailSqlError } from '../door.ts'

/** `fail`: something will not work; `warn`: it works, but not as it should; `skip`: not looked at. */
export type Outcome = 'ok' | 'warn' | 'fail' | 'skip'

/** What one check found. */
export interface Finding {
  readonly check: string
  readonly outcome: Outcome
  readonly detail: string
  /** What to do about it. */
  readonly hint?: string | undefined
}

export function failed(check: string, error: unknown): Finding {
  const detail = error instanceof Error ? error.message : String(error)
  if (!isGmailSqlError(error)) return { check, outcome: 'fail', detail }
  return { check, outcome: 'fail', detail: `${error.code}: ${detail}`, hint: error.hint }
}
