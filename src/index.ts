/** The public door of gmailsql: everything that a program may use, and all that the shell uses. */

export type { CallValue } from './driver/call-values.ts'
export { connect } from './driver/connect.ts'
export { createPool, type Lease, type Pool, type PoolOptions } from './driver/pool.ts'
export { probeServer, type ServerProbe } from './driver/probe-server.ts'
export {
  describeConnection,
  openSavedConnections,
  type SavedConnection,
  type SavedConnections,
} from './driver/saved-connections.ts'
export { storeFileOf } from './driver/store-file-of.ts'
export {
  listConnections,
  type StoredConnection,
  type StoredConnections,
} from './driver/stored-connections.ts'
export type {
  AttachmentsRow,
  GmailDatabase,
  HeadersRow,
  InboxRow,
  LabelsRow,
  MessageLabelsRow,
  MessagesRow,
  RecipientsRow,
  ThreadsRow,
} from './driver/table-rows.ts'
export type {
  ArrayRow,
  Connection,
  ConnectOptions,
  ExplainOptions,
  PlanCost,
  PlanDocument,
  PreparedStatement,
  Result,
  Row,
  RowStream,
  ScanDocument,
  ScriptResult,
  StatementOptions,
  StatementStats,
} from './driver/types.ts'
export { createWriter, FORMAT_NAMES, type FormatName, isFormatName } from './format/create-writer.ts'
export type { RowWriter, TextSink, WriterOptions } from './format/row-writer.ts'
export { splitStatements } from './sql/statement.ts'
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorPosition,
  GmailSqlError,
  isGmailSqlError,
} from './util/errors.ts'
export type { Notice } from './util/notice.ts'
export type { Progress } from './util/progress.ts'
export { Secret } from './util/secret.ts'
export type { ColumnType, Parameters, ParameterValue, ResultColumn, SqlValue } from './util/value.ts'
