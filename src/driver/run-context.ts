import type { StatementCache } from '../exec/statement-cache.ts'
import type { Mailbox } from '../mail/source.ts'
import type { Rows } from '../sqlite/protocol.ts'
import type { Notice } from '../util/notice.ts'
import type { ProgressMeter } from '../util/progress.ts'
import type { ResultColumn } from '../util/value.ts'
import type { Resources } from './resources.ts'

/** What running one statement needs of its connection. */
export interface RunContext {
  readonly resources: Resources
  readonly signal: AbortSignal
  readonly notify: (notice: Notice) => void
  readonly progress: ProgressMeter
  /** The connection's notices so far. */
  readonly notices: () => readonly Notice[]
  readonly mailboxes: (refresh: boolean) => Promise<readonly Mailbox[]>
  /** What is known of statements that came before. */
  readonly statements: StatementCache
}

/** One statement's life: parsed, planned, and its rows to be read. */
export interface StatementRun {
  readonly command: string
  readonly columns: readonly ResultColumn[]
  readonly rows: AsyncGenerator<Rows>
  /** Of a statement that writes: how many rows it changed, once `rows` has ended. */
  readonly changed?: () => number
}
