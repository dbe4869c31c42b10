// Made by `npm run gen` from schema; do not edit.

export interface AttachmentsRow {
  readonly MsgId: string | null
  readonly MessageSubject: string | null
  readonly PartId: string | null
  readonly Filename: string | null
  readonly ContentType: string | null
  readonly Disposition: string | null
  readonly ContentId: string | null
  readonly Size: number | null
  readonly Data: Uint8Array | null
}

export interface HeadersRow {
  readonly MsgId: string | null
  readonly Ordinal: number | null
  readonly Name: string | null
  readonly Value: string | null
}

export interface InboxRow {
  readonly Id: number
  readonly MsgId: string | null
  readonly ThreadId: string | null
  readonly Mailbox: string | null
  readonly Subject: string | null
  readonly From: string | null
  readonly FullFrom: string | null
  readonly FromName: string | null
  readonly FromDomain: string | null
  readonly Sender: string | null
  readonly ReplyTo: string | null
  readonly To: string | null
  readonly FullTo: string | null
  readonly CC: string | null
  readonly FullCC: string | null
  readonly BCC: string | null
  readonly FullBCC: string | null
  readonly Date: string | null
  readonly ReceivedDate: string | null
  readonly MessageId: string | null
  readonly InReplyTo: string | null
  readonly Size: number | null
  readonly Flags: string | null
  readonly IsRead: number | null
  readonly IsStarred: number | null
  readonly IsAnswered: number | null
  readonly IsDraft: number | null
  readonly IsImportant: number | null
  readonly Labels: string | null
  readonly UIDValidity: number | null
  readonly ModSeq: string | null
  readonly Account: string | null
  readonly HasAttachments: number | null
  readonly AttachmentCount: number | null
  readonly Attachments: string | null
  readonly PartIds: string | null
  readonly PartFilenames: string | null
  readonly PartContentTypes: string | null
  readonly PartSizes: string | null
  readonly ParseError: string | null
  readonly References: string | null
  readonly ListId: string | null
  readonly Headers: string | null
  readonly MessageBody: string | null
  readonly BodyText: string | null
  readonly BodyHtml: string | null
  readonly Snippet: string | null
  readonly RawMessage: Uint8Array | null
  readonly AttachmentData: string | null
}

export interface LabelsRow {
  readonly Id: string
  readonly Name: string | null
  readonly Mailbox: string | null
  readonly Type: string | null
  readonly SpecialUse: string | null
  readonly ParentName: string | null
  readonly MessagesTotal: number | null
  readonly MessagesUnread: number | null
  readonly ThreadsTotal: number | null
  readonly ThreadsUnread: number | null
  readonly UIDValidity: number | null
  readonly UIDNext: number | null
  readonly HighestModSeq: string | null
  readonly IsSelectable: number | null
  readonly IsSubscribed: number | null
}

export interface MessageLabelsRow {
  readonly MsgId: string | null
  readonly Label: string | null
}

export interface MessagesRow {
  readonly Id: string
  readonly MsgId: string | null
  readonly ThreadId: string | null
  readonly Mailbox: string | null
  readonly Subject: string | null
  readonly From: string | null
  readonly FullFrom: string | null
  readonly FromName: string | null
  readonly FromDomain: string | null
  readonly Sender: string | null
  readonly ReplyTo: string | null
  readonly To: string | null
  readonly FullTo: string | null
  readonly CC: string | null
  readonly FullCC: string | null
  readonly BCC: string | null
  readonly FullBCC: string | null
  readonly Date: string | null
  readonly ReceivedDate: string | null
  readonly MessageId: string | null
  readonly InReplyTo: string | null
  readonly Size: number | null
  readonly Flags: string | null
  readonly IsRead: number | null
  readonly IsStarred: number | null
  readonly IsAnswered: number | null
  readonly IsDraft: number | null
  readonly IsImportant: number | null
  readonly Labels: string | null
  readonly UIDValidity: number | null
  readonly ModSeq: string | null
  readonly Account: string | null
  readonly HasAttachments: number | null
  readonly AttachmentCount: number | null
  readonly Attachments: string | null
  readonly PartIds: string | null
  readonly PartFilenames: string | null
  readonly PartContentTypes: string | null
  readonly PartSizes: string | null
  readonly ParseError: string | null
  readonly References: string | null
  readonly ListId: string | null
  readonly Headers: string | null
  readonly MessageBody: string | null
  readonly BodyText: string | null
  readonly BodyHtml: string | null
  readonly Snippet: string | null
  readonly RawMessage: Uint8Array | null
  readonly AttachmentData: string | null
}

export interface RecipientsRow {
  readonly MsgId: string | null
  readonly Role: string | null
  readonly Name: string | null
  readonly Address: string | null
  readonly Domain: string | null
  readonly Ordinal: number | null
}

export interface ThreadsRow {
  readonly ThreadId: string
  readonly Subject: string | null
  readonly Messages: number | null
  readonly Unread: number | null
  readonly Participants: string | null
  readonly FirstDate: string | null
  readonly LastDate: string | null
  readonly Size: number | null
  readonly HasAttachments: number | null
}

/** The tables by name. A label is one as well, with the rows of Inbox: `GmailDatabase & { Work: InboxRow }`. */
export interface GmailDatabase {
  readonly Attachments: AttachmentsRow
  readonly Headers: HeadersRow
  readonly Inbox: InboxRow
  readonly Labels: LabelsRow
  readonly MessageLabels: MessageLabelsRow
  readonly Messages: MessagesRow
  readonly Recipients: RecipientsRow
  readonly Threads: ThreadsRow
}
