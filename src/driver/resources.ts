import { systemTables, tables } from '../../schema/index.ts'
import type { CatalogNames } from '../catalog/resolve.ts'
import type { MessageTableDefinition } from '../catalog/table.ts'
import type { MetadataFilter } from '../exec/system-rows.ts'
import { Engine } from '../sqlite/engine.ts'
import { MessageStore } from '../store/message-store.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Logger } from '../util/log.ts'
import type { Notice } from '../util/notice.ts'
import { requireLogin } from './connection-options.ts'
import { LazySource } from './lazy-source.ts'
import { openLog } from './open-log.ts'
import { makePrivateDirectory } from './private-directory.ts'
import type { ParsedConnection, PropertyValues } from './property-values.ts'

/** Everything that a connection holds open. */
export interface Resources {
  readonly parsed: ParsedConnection
  readonly engine: Engine
  readonly store: MessageStore
  readonly source: LazySource
  readonly logger: Logger
  close(): Promise<void>
}

/** Makes the parts of a connection; nothing is sent anywhere yet. */
export function openResources(parsed: ParsedConnection, onNotice: (notice: Notice) => void): Resources {
  const { values } = parsed
  const { logger } = openLog(values, error => onNotice({ code: 'LOG', message: error.message }))
  const directory = makePrivateDirectory()
  const isSource = import.meta.url.endsWith('.ts')
  const functions = new URL(`../sql/functions/index.${isSource ? 'ts' : 'js'}`, import.meta.url).href
  const engine = new Engine({ file: directory.storeFile, removeAtEnd: directory.path, functions })
  const source = new LazySource(() => openSource(values, logger, onNotice))
  const close = async () => {
    await source.close()
    await engine.close()
    directory.remove()
    logger.close()
  }
  return {
    parsed,
    engine,
    store: new MessageStore(engine, values.User ?? ''),
    source,
    logger,
    close,
  }
}

async function openSource(values: PropertyValues, logger: Logger, onNotice: (notice: Notice) => void) {
  const login = requireLogin(values)
  const { ImapSource } = await import('../imap/imap-source.ts')
  return new ImapSource({
    host: values.Server,
    port: values.Port,
    tls: values.TLS as 'Implicit' | 'StartTLS' | 'None',
    serverCert: values.SSLServerCert,
    user: login.user,
    credentials: async () =>
      login.scheme === 'Basic'
        ? { kind: 'password', value: login.password }
        : { kind: 'accessToken', value: login.accessToken },
    timeoutSeconds: values.Timeout,
    logger,
    onNotice,
  })
}

/** The tables of the contract; the one that every mailbox is like is no table by its own name. */
export function staticNames(): Omit<CatalogNames, 'mailboxes'> {
  const mailboxTable = tables.find(
    (table): table is MessageTableDefinition => table.name === 'Inbox' && table.kind === 'messages',
  )
  if (!mailboxTable) throw new GmailSqlError('INTERNAL', 'the schema declares no mailbox table')
  return { tables: [...tables.filter(table => table !== mailboxTable), ...systemTables], mailboxTable }
}

export function metadataFilter(values: PropertyValues): MetadataFilter {
  const list = (text: string | undefined) =>
    (text ?? '')
      .split(',')
      .map(bare)
      .filter(name => name !== '')
  const pairs = (values.PseudoColumns ?? '').split(';').map(pair => pair.split('=').map(bare))
  return {
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
