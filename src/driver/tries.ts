import { isBusy, isBusyForLong } from '../imap/busy.ts'
import type { SourceOptions } from '../mail/source.ts'
import { isGmailSqlError } from '../util/errors.ts'

/** What is told of logins, and what may be done about a refused one. */
export interface LoginHooks {
  /** True when there is another token to try. */
  renew(signal: AbortSignal | undefined): Promise<boolean>
  accepted(): Promise<void>
}

export interface Paced {
  /** Puts off what is asked next; false when it was put off often enough, and the failure is to be told. */
  postpone(tried: number, reason: string): boolean
}

/** What was done for one operation to get through. */
interface Spent {
  reconnects: number
  renewals: number
  waits: number
}

const RECONNECTS = 2

/** Asks again what may be asked again. */
export class Tries<S extends Paced> {
  readonly #target: () => Promise<S>
  readonly #login: LoginHooks

  constructor(target: () => Promise<S>, login: LoginHooks) {
    this.#target = target
    this.#login = login
  }

  /**
   * Again after a lost connection, and once after a refused login. Twice for the connection: a token in its last moment
   * may be let in only to be shown out. What the server says is for now only is waited for, as long as the account's
   * governor allows.
   */
  async again<T>(
    options: SourceOptions | undefined,
    work: (source: S) => Promise<T>,
    before?: () => Promise<void>,
  ): Promise<T> {
    const spent = { reconnects: 0, renewals: 0, waits: 0 }
    for (let isFirst = true; ; isFirst = false) {
      try {
        if (!isFirst) await before?.()
        const answer = await work(await this.#target())
        await this.#login.accepted()
        return answer
      } catch (error) {
        if (options?.signal?.aborted || !(await this.repaired(error, spent, options?.signal))) throw error
      }
    }
  }

  /** True when the operation is worth another try. */
  async repaired(error: unknown, spent: Spent, signal: AbortSignal | undefined): Promise<boolean> {
    if (!isGmailSqlError(error)) return false
    if (isBusy(error)) {
      const tried = isBusyForLong(error) ? Number.POSITIVE_INFINITY : spent.waits++
      return (await this.#target()).postpone(tried, error.message)
    }
    if (isLost(error)) {
      if (spent.reconnects++ === 0) return true
      return spent.reconnects <= RECONNECTS && (await this.#target()).postpone(0, error.message)
    }
    return error.code === 'AUTH_REFUSED' && spent.renewals++ === 0 && (await this.#login.renew(signal))
  }
}

export function isLost(error: unknown): boolean {
  return isGmailSqlError(error) && error.code === 'CONNECTION_LOST'
}
