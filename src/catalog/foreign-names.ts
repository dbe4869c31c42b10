/**
 * Names that statements bring from the other models of mail, with what to use instead: tables, procedures and columns of
 * Gmail's REST API as connectors show it. Keys are in the spelling that people know.
 */

export const foreignTables: Readonly<Record<string, string>> = {
  MailMessages: 'Each mailbox is a table of that shape: Inbox, [Gmail/All Mail]; Messages is all of them.',
  Users: 'IMAP has no profile: the column Account is the address, and sys_connection_props its properties.',
  History: 'IMAP has no history: the column ModSeq grows with each change of a message.',
  Delegates: 'IMAP does not tell delegates: see Settings, Accounts, Grant access to your account.',
  Filters: 'IMAP does not tell filters: see Settings, Filters and blocked addresses.',
  ForwardingAddresses: 'IMAP does not tell where mail goes on to: see Settings, Forwarding and POP/IMAP.',
  AutoForwarding: 'IMAP does not tell where mail goes on to: see Settings, Forwarding and POP/IMAP.',
  SendAs: 'IMAP does not tell addresses to send from: see Settings, Accounts, Send mail as.',
  SendAsAliasSmimeInfo: 'IMAP does not tell certificates of addresses: see the Admin console.',
  Language: 'IMAP does not tell the language of the account: see Settings, General.',
  Vacation: 'IMAP does not tell the answer for absences: see Settings, General, Vacation responder.',
}

const FORWARDING = 'IMAP cannot read or set forwarding: see Settings, Forwarding and POP/IMAP.'
const IMAP_AND_POP = 'IMAP cannot read or set how IMAP and POP behave: see Settings, Forwarding and POP/IMAP.'
const LANGUAGE = 'IMAP cannot read or set the language of the account: see Settings, General.'
const VACATION = 'IMAP cannot read or set the answer for absences: see Settings, General, Vacation responder.'
const SEND_AS = 'IMAP cannot set addresses to send from: see Settings, Accounts, Send mail as.'
const NOTIFICATIONS = 'Nothing is sent to a topic: db.watch tells new mail and changes as they come.'

export const foreignProcedures: Readonly<Record<string, string>> = {
  GetAutoForwarding: FORWARDING,
  UpdateAutoForwarding: FORWARDING,
  GetImap: IMAP_AND_POP,
  UpdateImap: IMAP_AND_POP,
  GetPop: IMAP_AND_POP,
  UpdatePop: IMAP_AND_POP,
  GetLanguage: LANGUAGE,
  UpdateLanguage: LANGUAGE,
  GetVacations: VACATION,
  UpdateVacations: VACATION,
  GetUserProfile:
    'The column Account is the address, Labels.MessagesTotal the counts, ModSeq what grows with changes.',
  SetDefaultSendAsAliasSmimeConfig: SEND_AS,
  VerifySendAs: SEND_AS,
  StartNotifications: NOTIFICATIONS,
  StopNotifications: NOTIFICATIONS,
}

export const foreignColumns: Readonly<Record<string, string>> = {
  HistoryId: 'IMAP has no history: ModSeq grows with each change of a message.',
  AttachmentIds: 'PartIds has the numbers of the parts, and the view Attachments a row for each attachment.',
  AttachmentPath: 'Attachments has the names; EXEC DownloadAttachments writes the files.',
  LabelListVisibility:
    'IMAP does not tell which labels Gmail shows: see Settings, Labels. IsSubscribed is for IMAP.',
  MessageListVisibility:
    'IMAP does not tell which labels Gmail shows: see Settings, Labels. IsSubscribed is for IMAP.',
  StartId: 'Write WHERE Id <= n: Id is the UID.',
  UIDMode: 'Leave it out: Id is always the UID.',
}

/** What to use in place of a name that is one of these, in whatever case. */
export function insteadOf(name: string, names: Readonly<Record<string, string>>): string | undefined {
  const wanted = name.toLowerCase()
  return Object.entries(names).find(([foreign]) => foreign.toLowerCase() === wanted)?.[1]
}
