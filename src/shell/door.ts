/**
 * All that the shell has of the library. `GmailSqlError`, escaping and the formats cost nothing to load; `connect`
 * brings IMAP, SQLite and the parser with it, so `--help` and usage errors do without it.
 */
import type {
  Connection,
  ConnectOptions,
  describeConnection,
  listConnections,
  openSavedConnections,
  probeServer,
  Secret,
  storeFileOf,
} from '../index.ts'

export { createWriter, FORMAT_NAMES, isFormatName } from '../format/create-writer.ts'
export { cutToWidth, displayWidth, takeWidth } from '../format/width.ts'
export type {
  ArrayRow,
  Connection,
  ConnectOptions,
  FormatName,
  Parameters,
  ParameterValue,
  Progress,
  ResultColumn,
  RowStream,
  RowWriter,
  SavedConnection,
  SavedConnections,
  ServerProbe,
  StoredConnection,
  TextSink,
  WriterOptions,
} from '../index.ts'
export { type ProcedureCall, readBoundCall } from '../sql/call.ts'
export { readStatement, splitStatements } from '../sql/statement.ts'
export { writeTarget } from '../sql/write/read-write.ts'
export { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
export { nearest } from '../util/suggest.ts'
export { escapeForTerminal } from '../util/text.ts'

export interface Library {
  connect(connectionString: string, options?: ConnectOptions): Promise<Connection>
  listConnections: typeof listConnections
  openSavedConnections: typeof openSavedConnections
  describeConnection: typeof describeConnection
  probeServer: typeof probeServer
  Secret: typeof Secret
  storeFileOf: typeof storeFileOf
}

export interface Demo {
  readonly connectionString: string
  close(): Promise<void>
}

export interface Loader {
  library(): Promise<Library>
  demo(): Promise<Demo>
}

export const loader: Loader = {
  library: () => import('../index.ts'),
  async demo() {
    const { startGmaild } = await import('../gmaild/index.ts')
    const server = await startGmaild({ smtp: true })
    const quote = (value: string) => `"${value.replaceAll('"', '""')}"`
    const login = `User=${quote(server.user)};Password=${quote(server.password)}`
    return {
      connectionString: `Server=127.0.0.1;Port=${server.port};TLS=None;SMTPServer=127.0.0.1;SMTPPort=${server.smtpPort};${login}`,
      close: () => server.close(),
    }
  },
}
