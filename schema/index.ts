// Made by `npm run gen` from the folders beside it; do not edit.
import type { ProcedureDefinition } from '../src/catalog/procedure.ts'
import type { TableDefinition, ViewDefinition } from '../src/catalog/table.ts'
import { addMailbox } from './procedures/add-mailbox.ts'
import { copyEmails } from './procedures/copy-emails.ts'
import { deleteMailbox } from './procedures/delete-mailbox.ts'
import { downloadAttachments } from './procedures/download-attachments.ts'
import { forwardMailMessage } from './procedures/forward-mail-message.ts'
import { getOAuthAccessToken } from './procedures/get-oauth-access-token.ts'
import { getOAuthAuthorizationUrl } from './procedures/get-oauth-authorization-url.ts'
import { getPart } from './procedures/get-part.ts'
import { getRawMessage } from './procedures/get-raw-message.ts'
import { importMessage } from './procedures/import-message.ts'
import { moveEmails } from './procedures/move-emails.ts'
import { refreshOAuthAccessToken } from './procedures/refresh-oauth-access-token.ts'
import { renameMailbox } from './procedures/rename-mailbox.ts'
import { replyToMailMessage } from './procedures/reply-to-mail-message.ts'
import { revokeOAuthAccessToken } from './procedures/revoke-oauth-access-token.ts'
import { sendDraft } from './procedures/send-draft.ts'
import { sendMailMessage } from './procedures/send-mail-message.ts'
import { setFlags } from './procedures/set-flags.ts'
import { setLabels } from './procedures/set-labels.ts'
import { sync } from './procedures/sync.ts'
import { trashMessage } from './procedures/trash-message.ts'
import { undo } from './procedures/undo.ts'
import { untrashMessage } from './procedures/untrash-message.ts'
import { authentication } from './properties/authentication.ts'
import { caching } from './properties/caching.ts'
import { firewall } from './properties/firewall.ts'
import { jwt } from './properties/jwt.ts'
import { logging } from './properties/logging.ts'
import { miscLimits } from './properties/misc-limits.ts'
import { miscReading } from './properties/misc-reading.ts'
import { miscSession } from './properties/misc-session.ts'
import { miscWriting } from './properties/misc-writing.ts'
import { oauth } from './properties/oauth.ts'
import { oauthEndpoints } from './properties/oauth-endpoints.ts'
import { proxy } from './properties/proxy.ts'
import { schema } from './properties/schema.ts'
import { ssl } from './properties/ssl.ts'
import { informationSchemaColumns } from './system/information-schema-columns.ts'
import { informationSchemaTables } from './system/information-schema-tables.ts'
import { lastResultInfo } from './system/last-result-info.ts'
import { sysCatalogs } from './system/sys-catalogs.ts'
import { sysConnectionProps } from './system/sys-connection-props.ts'
import { sysForeignkeys } from './system/sys-foreignkeys.ts'
import { sysIdentity } from './system/sys-identity.ts'
import { sysIndexes } from './system/sys-indexes.ts'
import { sysInformation } from './system/sys-information.ts'
import { sysJournal } from './system/sys-journal.ts'
import { sysKeycolumns } from './system/sys-keycolumns.ts'
import { sysPrimarykeys } from './system/sys-primarykeys.ts'
import { sysProcedureparameters } from './system/sys-procedureparameters.ts'
import { sysProcedures } from './system/sys-procedures.ts'
import { sysSchemas } from './system/sys-schemas.ts'
import { sysSqlinfo } from './system/sys-sqlinfo.ts'
import { sysTablecolumns } from './system/sys-tablecolumns.ts'
import { sysTables } from './system/sys-tables.ts'
import { sysWarnings } from './system/sys-warnings.ts'
import { labelsTable } from './tables/labels.ts'
import { mailboxTable } from './tables/mailbox.ts'
import { messagesTable } from './tables/messages.ts'
import { attachmentsView } from './views/attachments.ts'
import { headersView } from './views/headers.ts'
import { messageLabelsView } from './views/message-labels.ts'
import { recipientsView } from './views/recipients.ts'
import { threadsView } from './views/threads.ts'

export const procedures: readonly ProcedureDefinition[] = [
  addMailbox,
  copyEmails,
  deleteMailbox,
  downloadAttachments,
  forwardMailMessage,
  getOAuthAccessToken,
  getOAuthAuthorizationUrl,
  getPart,
  getRawMessage,
  importMessage,
  moveEmails,
  refreshOAuthAccessToken,
  renameMailbox,
  replyToMailMessage,
  revokeOAuthAccessToken,
  sendDraft,
  sendMailMessage,
  setFlags,
  setLabels,
  sync,
  trashMessage,
  undo,
  untrashMessage,
]

export const properties = [
  ...authentication,
  ...caching,
  ...firewall,
  ...jwt,
  ...logging,
  ...miscLimits,
  ...miscReading,
  ...miscSession,
  ...miscWriting,
  ...oauth,
  ...oauthEndpoints,
  ...proxy,
  ...schema,
  ...ssl,
] as const

export const systemTables: readonly TableDefinition[] = [
  informationSchemaColumns,
  informationSchemaTables,
  lastResultInfo,
  sysCatalogs,
  sysConnectionProps,
  sysForeignkeys,
  sysIdentity,
  sysIndexes,
  sysInformation,
  sysJournal,
  sysKeycolumns,
  sysPrimarykeys,
  sysProcedureparameters,
  sysProcedures,
  sysSchemas,
  sysSqlinfo,
  sysTablecolumns,
  sysTables,
  sysWarnings,
]

export const tables: readonly TableDefinition[] = [labelsTable, mailboxTable, messagesTable]

export const views: readonly ViewDefinition[] = [
  attachmentsView,
  headersView,
  messageLabelsView,
  recipientsView,
  threadsView,
]
