import type { FetchItem, MessageRecord } from '../mail/message.ts'
import { OversizedAnswer } from '../mail/oversized.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type {
  Mailbox,
  MailboxState,
  MailboxStatus,
  MailSource,
  MessageParts,
  MessageSet,
  PartRequest,
  SearchTotal,
  ServerTraits,
  SourceOptions,
} from '../mail/source.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { fetchApart } from './fetch-apart.ts'

/** What is told of logins, and what may be done about a refused one. */
export interface LoginHooks {
  /** True when there is another token to try. */
  renew(signal: AbortSignal | undefined): Promise<boolean>
  accepted(): Promise<void>
}

/** What a failure may be answered with before the operation is tried again. */
type Repair = 'reconnect' | 'renew' | 'none'

/**
 * A source whose reads are asked again: on a fresh connection after a lost one (Gmail ends OAuth sessions with the
 * token: `BYE Session expired`), and with a new token after a refused one. An operation answers whole or not at all, so no row
 * comes twice. A set by sequence numbers is only asked again while they mean the same messages.
 */
export class RetryingSource implements MailSource {
  readonly #source: () => Promise<MailSource>
  readonly #login: LoginHooks
  #examined: MailboxState | undefined

  constructor(source: () => Promise<MailSource>, login: LoginHooks) {
    this.#source = source
    this.#login = login
  }

  traits(options?: SourceOptions): Promise<ServerTraits> {
    return this.#twice(options, async () => (await this.#source()).traits(options))
  }

  listMailboxes(options?: SourceOptions): Promise<readonly Mailbox[]> {
    return this.#twice(options, async () => (await this.#source()).listMailboxes(options))
  }

  statuses(paths: readonly string[], options?: SourceOptions): Promise<ReadonlyMap<string, MailboxStatus>> {
    return this.#twice(options, async () => (await this.#source()).statuses(paths, options))
  }

  async examine(path: string, options?: SourceOptions): Promise<MailboxState> {
    this.#examined = await this.#twice(options, async () => (await this.#source()).examine(path, options))
    return this.#examined
  }

  search(term: SearchTerm, options?: SourceOptions): Promise<readonly number[]> {
    return this.#twice(options, async () => (await this.#source()).search(term, options))
  }

  totals(
    term: SearchTerm,
    wanted: readonly SearchTotal[],
    options?: SourceOptions,
  ): Promise<readonly (number | null)[]> {
    return this.#twice(options, async () => (await this.#source()).totals(term, wanted, options))
  }

  async fetch(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: SourceOptions,
  ): Promise<MessageRecord[]> {
    try {
      return await this.#fetchTwice(set, items, options)
    } catch (error) {
      if (error instanceof OversizedAnswer) return await this.#fetchApart(set, items, error, options)
      const halves = isLost(error) && !options?.signal?.aborted ? halvesOf(set) : null
      if (!halves) throw error
      // A session that ends before a large answer is over: smaller ones get through.
      const [newer, older] = halves
      return [...(await this.fetch(newer, items, options)), ...(await this.fetch(older, items, options))]
    }
  }

  async #fetchApart(
    set: MessageSet,
    items: readonly FetchItem[],
    { rows }: OversizedAnswer,
    options?: SourceOptions,
  ): Promise<MessageRecord[]> {
    const uids =
      set.kind === 'uids' ? set.uids : (await this.#fetchTwice(set, [], options)).map(({ uid }) => uid)
    const fetch = (some: readonly number[], asked: readonly FetchItem[]) =>
      this.#fetchTwice({ kind: 'uids', uids: some }, asked, options)
    return await fetchApart(fetch, uids, items, rows)
  }

  async #fetchTwice(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: SourceOptions,
  ): Promise<MessageRecord[]> {
    const again = set.kind === 'sequence' ? () => this.#sameSequence(options) : undefined
    return await this.#twice(options, async () => (await this.#source()).fetch(set, items, options), again)
  }

  fetchParts(
    uids: readonly number[],
    parts: readonly PartRequest[],
    options?: SourceOptions,
  ): Promise<MessageParts[]> {
    return this.#twice(options, async () => (await this.#source()).fetchParts(uids, parts, options))
  }

  async close(): Promise<void> {
    await (await this.#source()).close()
  }

  /**
   * Again after a lost connection, and once after a refused login. Twice for the connection: a token in its last moment
   * may be let in only to be shown out.
   */
  async #twice<T>(
    options: SourceOptions | undefined,
    work: () => Promise<T>,
    before?: () => Promise<void>,
  ): Promise<T> {
    const repairs: Repair[] = ['reconnect', 'reconnect', 'renew']
    let attempt = work
    for (;;) {
      try {
        return await this.#accepted(attempt)
      } catch (error) {
        const repair = repairs.indexOf(await this.#repairOf(error, options?.signal))
        if (repair < 0) throw error
        repairs.splice(repair, 1)
      }
      attempt = async () => {
        await before?.()
        return await work()
      }
    }
  }

  async #accepted<T>(work: () => Promise<T>): Promise<T> {
    const answer = await work()
    await this.#login.accepted()
    return answer
  }

  async #repairOf(error: unknown, signal: AbortSignal | undefined): Promise<Repair> {
    if (!isGmailSqlError(error) || signal?.aborted) return 'none'
    if (isLost(error)) return 'reconnect'
    return error.code === 'AUTH_REFUSED' && (await this.#login.renew(signal)) ? 'renew' : 'none'
  }

  async #sameSequence(options: SourceOptions | undefined): Promise<void> {
    const before = this.#examined!
    const now = await (await this.#source()).examine(before.path, options)
    const isSame =
      now.uidValidity === before.uidValidity && now.uidNext === before.uidNext && now.exists === before.exists
    if (isSame) return
    throw new GmailSqlError(
      'CONNECTION_LOST',
      `the connection was lost, and ${before.path} changed meanwhile`,
      {
        hint: 'Run the statement again.',
      },
    )
  }
}

function isLost(error: unknown): boolean {
  return isGmailSqlError(error) && error.code === 'CONNECTION_LOST'
}

/** Fewer messages than this are not divided: what fails for them is not their number. */
const SMALLEST_DIVIDED = 100

function halvesOf(set: MessageSet): [MessageSet, MessageSet] | null {
  if (set.kind === 'uids' && set.uids.length >= SMALLEST_DIVIDED) {
    const middle = set.uids.length >> 1
    return [
      { kind: 'uids', uids: set.uids.slice(middle) },
      { kind: 'uids', uids: set.uids.slice(0, middle) },
    ]
  }
  return null
}
