import { isBusy } from '../imap/busy.ts'
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
  RecordOptions,
  SearchTotal,
  ServerTraits,
  SourceOptions,
} from '../mail/source.ts'
import { GmailSqlError } from '../util/errors.ts'
import { fetchApart } from './fetch-apart.ts'
import { Remaining } from './remaining.ts'
import { isLost, type LoginHooks, type Paced, Tries } from './tries.ts'

export interface PacedSource extends MailSource, Paced {}

type Recover = (source: MailSource, options?: SourceOptions) => Promise<void>

/**
 * A source whose reads are asked again: on a fresh connection after a lost one (Gmail ends OAuth sessions with the
 * token: `BYE Session expired`), and with a new token after a refused one, after a wait where the server asks for one. An operation answers whole or not at all, so no row
 * comes twice. A set by sequence numbers is only asked again while they mean the same messages.
 */
export class RetryingSource implements MailSource {
  readonly #source: () => Promise<PacedSource>
  readonly #login: LoginHooks
  readonly #tries: Tries<PacedSource>
  readonly #recover: Recover
  #examined: MailboxState | undefined

  /** @param recover is called before a mailbox is opened, and may itself read from the source */
  constructor(source: () => Promise<PacedSource>, login: LoginHooks, recover: Recover = async () => {}) {
    this.#source = source
    this.#login = login
    this.#recover = recover
    this.#tries = new Tries(source, login)
  }

  traits(options?: SourceOptions): Promise<ServerTraits> {
    return this.#tries.again(options, source => source.traits(options))
  }

  listMailboxes(options?: SourceOptions): Promise<readonly Mailbox[]> {
    return this.#tries.again(options, source => source.listMailboxes(options))
  }

  statuses(paths: readonly string[], options?: SourceOptions): Promise<ReadonlyMap<string, MailboxStatus>> {
    return this.#tries.again(options, source => source.statuses(paths, options))
  }

  async examine(path: string, options?: SourceOptions): Promise<MailboxState> {
    await this.#recover(this, options)
    this.#examined = await this.#tries.again(options, source => source.examine(path, options))
    return this.#examined
  }

  awaitNews(wish: Parameters<MailSource['awaitNews']>[0], options?: SourceOptions): Promise<MailboxState> {
    return this.#tries.again(options, source => source.awaitNews(wish, options))
  }

  search(term: SearchTerm, options?: SourceOptions): Promise<readonly number[]> {
    return this.#tries.again(options, source => source.search(term, options))
  }

  totals(
    term: SearchTerm,
    wanted: readonly SearchTotal[],
    options?: SourceOptions,
  ): Promise<readonly (number | null)[]> {
    return this.#tries.again(options, source => source.totals(term, wanted, options))
  }

  async fetch(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: RecordOptions,
  ): Promise<MessageRecord[]> {
    const rest = set.kind === 'uids' ? new Remaining<MessageRecord>(set.uids) : null
    try {
      if (rest) return await this.#fetchRest(rest, items, options)
      const again = set.kind === 'sequence' ? () => this.#sameSequence(options) : undefined
      return await this.#tries.again(options, source => source.fetch(set, items, options), again)
    } catch (error) {
      if (error instanceof OversizedAnswer) return await this.#fetchApart(set, items, error, options)
      const isOver = isBusy(error) || options?.signal?.aborted
      const halves = isLost(error) && !isOver ? halvesOf(rest?.uids ?? []) : null
      if (!rest || !halves) throw error
      // A session that ends before a large answer is over: smaller ones get through.
      const rows: MessageRecord[] = []
      for (const uids of halves) rows.push(...(await this.fetch({ kind: 'uids', uids }, items, options)))
      return rest.with(rows)
    }
  }

  /** A batch that fails is asked for again by itself, with all that `fetch` does about it, and the others after it as before. */
  async *fetchBatches(
    batches: readonly (readonly number[])[],
    items: readonly FetchItem[],
    options?: SourceOptions,
  ): AsyncGenerator<MessageRecord[], void, undefined> {
    const rests = batches.map(uids => new Remaining<MessageRecord>(uids))
    const onSaved = (rows: readonly MessageRecord[]) => {
      for (const rest of rests) rest.keep(rows)
    }
    for (let rest = rests[0]; rest !== undefined; rest = rests[0]) {
      const source = await this.#source()
      const unread = rests.map(({ uids }) => uids)
      try {
        for await (const rows of source.fetchBatches(unread, items, { ...options, onSaved })) {
          await this.#login.accepted()
          yield rests.shift()!.with(rows)
        }
      } catch (error) {
        // A session that ends when all has come has ended for nobody.
        if (rests.length === 0 && !options?.signal?.aborted) return
        const spent = { reconnects: 0, renewals: 0, waits: 0 }
        const mayComeAlone = async () =>
          error instanceof OversizedAnswer || (await this.#tries.repaired(error, spent, options?.signal))
        if (options?.signal?.aborted || !(await mayComeAlone())) throw error
        const failed = rests.shift()!
        yield failed.with(await this.fetch({ kind: 'uids', uids: failed.uids }, items, options))
      }
    }
  }

  async #fetchApart(
    set: MessageSet,
    items: readonly FetchItem[],
    { rows }: OversizedAnswer,
    options?: RecordOptions,
  ): Promise<MessageRecord[]> {
    const uids = set.kind === 'uids' ? set.uids : (await this.fetch(set, [], options)).map(({ uid }) => uid)
    const fetch = (some: readonly number[], asked: readonly FetchItem[]) =>
      this.#fetchRest(new Remaining(some), asked, options)
    return await fetchApart(fetch, uids, items, rows)
  }

  async #fetchRest(
    rest: Remaining<MessageRecord>,
    items: readonly FetchItem[],
    options?: RecordOptions,
  ): Promise<MessageRecord[]> {
    const saving = { ...options, onSaved: (rows: readonly MessageRecord[]) => rest.keep(rows) }
    try {
      const rows = await this.#tries.again(options, async source => {
        if (rest.uids.length === 0) return []
        return await source.fetch({ kind: 'uids', uids: rest.uids }, items, saving)
      })
      return rest.with(rows)
    } catch (error) {
      throw error instanceof OversizedAnswer ? new OversizedAnswer(error.message, rest.with([])) : error
    }
  }

  async fetchParts(
    uids: readonly number[],
    parts: readonly PartRequest[],
    options?: SourceOptions,
  ): Promise<MessageParts[]> {
    const rest = new Remaining<MessageParts>(uids)
    const saving = { ...options, onSaved: (rows: readonly MessageParts[]) => rest.keep(rows) }
    const rows = await this.#tries.again(options, async source =>
      rest.uids.length === 0 ? [] : await source.fetchParts(rest.uids, parts, saving),
    )
    return rest.with(rows)
  }

  async close(): Promise<void> {
    await (await this.#source()).close()
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

/** Fewer messages than this are not divided: what fails for them is not their number. */
const SMALLEST_DIVIDED = 100

function halvesOf(
  uids: readonly number[],
): readonly [newer: readonly number[], older: readonly number[]] | null {
  if (uids.length < SMALLEST_DIVIDED) return null
  const middle = uids.length >> 1
  return [uids.slice(middle), uids.slice(0, middle)]
}
