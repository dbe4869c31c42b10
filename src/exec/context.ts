import type { Mailbox, MailboxState, MailSource, ServerTraits } from '../mail/source.ts'
import type { MimeReader } from '../mime/types.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { ContentStore } from '../store/content-store.ts'
import type { MessageStore } from '../store/message-store.ts'
import type { WordIndex } from '../store/word-index.ts'
import type { Logger } from '../util/log.ts'
import type { Notice } from '../util/notice.ts'
import type { ProgressMeter } from '../util/progress.ts'
import type { FoundSets } from './found-sets.ts'
import type { Keeping } from './keeping.ts'
import type { StoreOnlySource } from './store-only-source.ts'

/** What executing one statement needs. */
export interface ExecContext {
  readonly engine: Engine
  readonly store: MessageStore
  readonly contents: ContentStore
  /** Of a store that lasts. */
  readonly words: WordIndex | null
  readonly mime: MimeReader
  /** MaxMessageBytes: no more octets of a message, or of a part, are fetched. */
  readonly maxMessageBytes: number
  readonly source: MailSource
  /** Of this statement. */
  readonly found: FoundSets
  /** How many known messages each mailbox, by its id in the store, had not shown when the statement began. */
  readonly elsewhere: Map<number, number>
  /** Null: each statement asks the server how its mailboxes stand. */
  readonly keeping: Keeping | null
  /** The source, where nothing but the store may be asked. */
  readonly storeOnly?: StoreOnlySource
  /** UIDVALIDITY of each mailbox whose ids were given out, as it was last. */
  readonly epochs: Map<string, number>
  /** Is told of each mailbox how it was when it was opened, before anything of it was read. */
  readonly onOpened?: ((state: MailboxState) => void) | undefined
  readonly traits: ServerTraits
  readonly mailboxes: readonly Mailbox[]
  readonly signal: AbortSignal
  readonly call: CallOptions
  readonly logger: Logger
  readonly notify: (notice: Notice) => void
  readonly progress: Pick<ProgressMeter, 'begin' | 'add'>
}
