import { systemTables, tables, views } from '../../schema/index.ts'
import type { MessageTableDefinition, TempTableDefinition } from '../catalog/table.ts'
import { CachedTables } from '../exec/cached-tables.ts'
import type { Keeping } from '../exec/keeping.ts'
import type { StaticNames } from '../exec/prepare.ts'
import type { MetadataFilter } from '../exec/system-rows.ts'
import { TempTables } from '../exec/temp-tables.ts'
import { WrittenKeys } from '../exec/written-keys.ts'
import { type Account, accountOf } from '../imap/account.ts'
import type { PoolOptions } from '../imap/options.ts'
import type { MailSource } from '../mail/source.ts'
import { openMimeReader } from '../mime/reader.ts'
import type { MimeReader } from '../mime/types.ts'
import type { UserViews } from '../sql/user-views.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import { ContentStore } from '../store/content-store.ts'
import { Journal } from '../store/journal.ts'
import { MessageStore } from '../store/message-store.ts'
import { MetadataStore } from '../store/metadata-store.ts'
import { TrafficStore } from '../store/traffic-store.ts'
import { WordIndex } from '../store/word-index.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Logger, SecretRegistry } from '../util/log.ts'
import type { Notice } from '../util/notice.ts'
import { DailyTraffic } from './daily-traffic.ts'
import { firewallOf } from './firewall.ts'
import { LazySource } from './lazy-source.ts'
import { Login } from './login.ts'
import { Metadata } from './metadata.ts'
import { LazyOAuth } from './oauth.ts'
import { openLog } from './open-log.ts'
import { type MailDoors, openMail } from './open-mail.ts'
import { prepareEngine } from './prepare-engine.ts'
import type { ParsedConnection, PropertyValues } from './property-values.ts'
import { Transaction } from './transaction.ts'
import type { ConnectOptions } from './types.ts'
import { Upkeep } from './upkeep.ts'
import { readUserViews } from './user-views.ts'

/** Everything that a connection holds open. */
export interface Resources extends MailDoors {
  readonly parsed: ParsedConnection
  readonly engine: Engine
  readonly store: MessageStore
  readonly contents: ContentStore
  /** Of a store that lasts; in another no statement would ever make up for its making. */
  readonly words: WordIndex | null
  readonly temps: TempTables
  readonly cached: CachedTables
  /** Of the file UserDefinedViews. */
  readonly userViews: UserViews
  readonly transaction: Transaction
  /** Its process is started by the first statement that reads a text. */
  readonly mime: MimeReader
  /** What the writes of this connection, or of all connections to a lasting store, did. */
  readonly journal: Journal
  /** The rows of the last write. */
  readonly written: WrittenKeys
  /** Whether the store outlives the connection. */
  readonly isLasting: boolean
  /** See ExecContext. */
  readonly epochs: Map<string, number>
  readonly metadata: Metadata
  /** Null: the server is asked before each statement. */
  readonly keeping: Keeping | null
  readonly traffic: DailyTraffic
  readonly upkeep: Upkeep
  readonly oauth: LazyOAuth
  readonly notify: (notice: Notice) => void
  readonly logger: Logger
  /** Masked in the log; grows with the tokens that come to be known. */
  readonly secrets: SecretRegistry
  /** A statement ended: KeepAlive=false ends the connections to the server with it. */
  rest(): Promise<void>
  /** IMAP commands and bytes so far. */
  stats(): { readonly commands: number; readonly bytesReceived: number }
  close(): Promise<void>
}

/** Makes the parts of a connection; nothing is sent anywhere yet. */
export function openResources(
  parsed: ParsedConnection,
  options: ConnectOptions,
  notify: (notice: Notice) => void,
): Resources {
  const userViews = readUserViews(parsed.values.UserDefinedViews, tableNames())
  const { logger, secrets } = openLog(parsed.values, error => notify({ code: 'LOG', message: error.message }))
  const { engine, isLasting, remove } = prepareEngine(parsed, notify)
  const oauth = new LazyOAuth(parsed, { options, notify, logger, secrets })
  const login = new Login(parsed.values, oauth)
  const mime = openReader(parsed)
  const known: KnownAccount = { account: accountOfUser(parsed.values) }
  const lazy = new LazySource(() => openSource(parsed.values, login, { logger, notify, known }))
  const stores = storesOf(engine, isLasting)
  const lasting = isLasting ? engine : null
  const mail = openMail(parsed.values, { ...stores, lazy, login, notify, logger })
  const books = bookkeeping(parsed.values, known, { engine: lasting, logger })
  return {
    parsed,
    engine,
    ...stores,
    userViews,
    mime,
    ...mail,
    ...knowledgeOf(parsed, mail.source, stores.store, lasting && new MetadataStore(lasting)),
    ...books,
    oauth,
    notify,
    logger,
    secrets,
    rest: async () => (parsed.values.KeepAlive ? undefined : await lazy.rest()),
    stats: () => lazy.stats(),
    close: async () => {
      for (const part of [lazy, books.traffic, books.upkeep, engine, mime, oauth]) await part.close()
      remove()
      logger.close()
    },
  }
}

function storesOf(
  engine: Engine,
  isLasting: boolean,
): Pick<
  Resources,
  | 'store'
  | 'contents'
  | 'words'
  | 'temps'
  | 'transaction'
  | 'cached'
  | 'journal'
  | 'written'
  | 'isLasting'
  | 'epochs'
> {
  const store = new MessageStore(engine, isLasting)
  const words = isLasting ? new WordIndex(engine) : null
  const cached = new CachedTables(engine, isLasting)
  const tables = { temps: new TempTables(engine), cached }
  const journal = new Journal(engine)
  return {
    transaction: new Transaction(),
    store,
    contents: new ContentStore(engine),
    words,
    ...tables,
    journal,
    written: new WrittenKeys(),
    isLasting,
    epochs: new Map(),
  }
}

/** What may be known without asking the server. */
function knowledgeOf(
  parsed: ParsedConnection,
  source: MailSource,
  messages: MessageStore,
  store: MetadataStore | null,
): Pick<Resources, 'metadata' | 'keeping'> {
  const keeping = keepingOf(parsed)
  const toleranceMs = keeping?.toleranceMs ?? 0
  const onNameGone = (call: CallOptions) => messages.doubtLabels(call)
  return { keeping, metadata: new Metadata(parsed.values, { source, store, toleranceMs, onNameGone }) }
}

/** CacheTolerance counts where it was given, and by itself with AutoCache. */
function keepingOf({ values, given }: ParsedConnection): Keeping | null {
  const { Offline, AutoCache, CacheTolerance } = values
  if (Offline) return { toleranceMs: null }
  const seconds = AutoCache || given.has('CacheTolerance') ? CacheTolerance : 0
  return seconds === 0 ? null : { toleranceMs: seconds * 1000 }
}

function tableNames(): string[] {
  return [...tables, ...views, ...systemTables].map(({ name }) => name)
}

/** Only a charset that was asked for stands against what the octets themselves show. */
function openReader({ given, values }: ParsedConnection): MimeReader {
  return openMimeReader({ charset: given.has('MessageCharset') ? values.MessageCharset : undefined })
}

/** Whose mail it is; without User that is known from the first login on. */
interface KnownAccount {
  account: Account | null
}

function accountOfUser({ Server, Port, User }: PropertyValues): Account | null {
  return User === undefined ? null : accountOf({ host: Server, port: Port, user: User })
}

/** What is written down between statements. */
function bookkeeping(
  { User }: PropertyValues,
  known: KnownAccount,
  { engine, logger }: { readonly engine: Engine | null; readonly logger: Logger },
): Pick<Resources, 'traffic' | 'upkeep'> {
  const traffic = () => known.account?.traffic ?? null
  const store = engine && new TrafficStore(engine)
  return {
    traffic: new DailyTraffic({ traffic, store, user: User ?? 'The account', logger }),
    upkeep: new Upkeep(engine, logger),
  }
}

interface SourceSurroundings {
  readonly logger: Logger
  readonly notify: (notice: Notice) => void
  readonly known: KnownAccount
}

/** NOOP as often as this keeps a connection open past servers and routers; RFC 9051 §5.4 lets go after 30 minutes. */
const KEEP_ALIVE_MS = 240_000

function poolOf(values: PropertyValues): PoolOptions {
  return {
    maxSize: values.PoolMaxSize,
    idleMs: values.PoolIdleTimeout * 1000,
    lifeMs: values.ConnectionLifeTime * 1000,
    keepAliveMs: values.KeepAlive ? KEEP_ALIVE_MS : 0,
  }
}

async function openSource(
  values: PropertyValues,
  login: Login,
  { logger, notify, known }: SourceSurroundings,
) {
  const user = await login.user()
  const { ImapSource } = await import('../imap/imap-source.ts')
  const place = { host: values.Server, port: values.Port, user }
  known.account = accountOf(place)
  return new ImapSource({
    ...place,
    account: known.account,
    pool: poolOf(values),
    tls: values.TLS as 'Implicit' | 'StartTLS' | 'None',
    serverCert: values.SSLServerCert,
    proxy: firewallOf(values),
    credentials: () => login.credentials(),
    timeoutSeconds: values.Timeout,
    maxLiteralBytes: values.MaxMessageBytes,
    fetchEngine: values.FetchEngine as 'Auto' | 'ImapFlow',
    logger,
    onNotice: notify,
  })
}

/** The tables of the contract; the one that every mailbox is like is no table by its own name. */
export function staticNames(temps: readonly TempTableDefinition[]): StaticNames {
  const mailboxTable = tables.find(
    (table): table is MessageTableDefinition => table.name === 'Inbox' && table.kind === 'messages',
  )
  if (!mailboxTable) throw new GmailSqlError('INTERNAL', 'the schema declares no mailbox table')
  const own = tables.filter(table => table !== mailboxTable)
  return { tables: [...own, ...views, ...systemTables], mailboxTable, temps }
}

export function metadataFilter(values: PropertyValues): MetadataFilter {
  const list = (text: string | undefined) =>
    (text ?? '')
      .split(',')
      .map(bare)
      .filter(name => name !== '')
  const pairs = (values.PseudoColumns ?? '').split(';').map(pair => pair.split('=').map(bare))
  return {
    includeMessage: values.IncludeMessage,
    schemas: list(values.BrowsableSchemas),
    tables: list(values.Tables),
    views: list(values.Views),
    pseudoColumns: pairs
      .filter(pair => pair.length === 2)
      .map(([table, column]) => ({ table: table!, column: column! })),
  }
}

/** A name in a list of names, without the quotes that odd names need there. */
function bare(name: string): string {
  return name.trim().replace(/^(?:\[(.*)\]|"(.*)"|`(.*)`)$/, '$1$2$3')
}
