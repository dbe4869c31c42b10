import type { Gmaild } from '../../../src/gmaild/index.ts'

/** A table of messages that statements may name. */
export interface MailTable {
  /** The oracle's name of it: not one that a statement may give to something else. */
  readonly plainName: string
  /** As IMAP names it; empty for Messages. */
  readonly path: string
  readonly isMessages: boolean
  /** Ways to write it in FROM. */
  readonly spellings: readonly string[]
  /** Of its messages, in the order of `msgIds`. */
  readonly uids: readonly number[]
  readonly msgIds: readonly string[]
}

/** The words that statements are made of, taken from the account, so that predicates meet rows. */
export interface Vocabulary {
  readonly mailTables: readonly MailTable[]
  /** Of them, those to join, whose products stay small. */
  readonly smallTables: readonly MailTable[]
  /** Messages; with Spam and Trash. */
  readonly messages: MailTable
  readonly messagesWithAll: MailTable
  readonly msgIds: readonly string[]
  readonly threadIds: readonly string[]
  readonly sizes: readonly number[]
  /** Milliseconds since 1970. */
  readonly dates: readonly number[]
  readonly labels: readonly string[]
  /** Whole values of the column Labels. */
  readonly labelSets: readonly string[]
  readonly flags: readonly string[]
  readonly texts: Texts
  readonly searches: Searches
}

/** What subjects and addresses are compared with. */
export interface Texts {
  /** Whole words and pieces of words. */
  readonly words: readonly string[]
  readonly subjects: readonly string[]
  readonly addresses: readonly string[]
  /** Display names. */
  readonly names: readonly string[]
  /** Whole domains and pieces of them. */
  readonly domains: readonly string[]
  readonly messageIds: readonly string[]
}

/** What the server is asked to search for. */
export interface Searches {
  /** For Gmail's own search; empty elsewhere. */
  readonly gmail: readonly string[]
  /** Search keys of IMAP. */
  readonly criteria: readonly string[]
  /** Whole words, some of them of subjects and addresses. */
  readonly words: readonly string[]
}

/** Path, further ways to write it; the path itself and its quotings are added. */
const MAILBOXES: readonly (readonly [path: string, ...others: readonly string[]])[] = [
  [
    'INBOX',
    'Inbox',
    'INBOX',
    'inbox',
    'IMAP.Inbox',
    'Gmail.IMAP.Inbox',
    'Gmail.IMAP.[Inbox]',
    'imap."inbox"',
  ],
  [
    '[Gmail]/All Mail',
    'AllMail',
    '[Gmail/All Mail]',
    '"Gmail/All Mail"',
    'IMAP.[Gmail/All Mail]',
    '`gmail/all mail`',
  ],
  ['[Gmail]/Sent Mail', 'SentMail', 'Sent', '[Gmail/Sent Mail]'],
  ['[Gmail]/Drafts', 'Drafts', 'Draft'],
  ['[Gmail]/Spam', 'Spam', 'SPAM'],
  ['[Gmail]/Trash', 'Trash', 'IMAP.Trash'],
  ['[Gmail]/Starred', 'Starred', '"Starred"'],
  ['[Gmail]/Important', 'Important', '[important]'],
  ['Work', 'Work', 'Mailbox.[Work]', 'WORK'],
  ['Work/Project X', '[work/project x]'],
  ['仕事', '仕事', 'Mailbox.仕事'],
  ['仕事/請求書', 'IMAP."仕事/請求書"'],
  ['Family', 'Family', 'family'],
  ['R&D "quoted" (2026)'],
  ['Ünïcode/Ärger', '[ünïcode/ärger]'],
]

export function readVocabulary({ account }: Gmaild): Vocabulary {
  const messages = account.messages()
  const msgIdsOf = (path: string) => account.mailbox(path)!.msgIds.map(String)
  const all = msgIdsOf('[Gmail]/All Mail')
  const everything = [...all, ...msgIdsOf('[Gmail]/Spam'), ...msgIdsOf('[Gmail]/Trash')]
  const mailTables = MAILBOXES.map(([path, ...others]) => mailboxTable(path, others, account.mailbox(path)!))
  return {
    mailTables,
    smallTables: mailTables.filter(({ uids }) => uids.length < 60),
    messages: messagesTable('all messages', all),
    messagesWithAll: messagesTable('all messages with spam and trash', everything),
    msgIds: messages.map(({ msgId }) => String(msgId)),
    threadIds: [...new Set(messages.map(({ threadId }) => String(threadId)))],
    sizes: messages.map(({ size }) => size),
    dates: messages.map(({ internalDate }) => internalDate.getTime()),
    labels: [...new Set(messages.flatMap(({ labels }) => labels)), ...ODD_LABELS],
    labelSets: [...new Set(messages.map(({ labels }) => JSON.stringify([...labels].sort())))],
    flags: FLAGS,
    texts: TEXTS,
    searches: SEARCHES,
  }
}

/** Such as no message has, or not in this spelling. */
const ODD_LABELS = [
  '\\Trash',
  '\\Spam',
  '\\inbox',
  '\\Flagged',
  'work',
  'Work/',
  'Project X',
  'no such label',
  '',
]
export const FLAGS = [
  ...['Seen', '\\Seen', 'seen', 'Flagged', '\\Flagged', 'Answered', '\\Draft', 'Deleted', '\\Recent'],
  ...['$Phishing', '$phishing', '\\$Phishing', '$Label1', '$NotJunk', 'no flag', 'nope', ''],
]

const TEXTS: Texts = {
  words: [
    ...['voice', 'oice', 'nvoice', 'invoice', 'project', 'roject x', 'art', 'line', 'Re:', '請求', '件', 'ü'],
    'ie',
  ],
  subjects: ['a voice', 'invoice', 'Office party', 'Lunch?', ''],
  addresses: [
    'demo@gmail.example',
    'DEMO@gmail.example',
    'ada.lindqvist@northwind.example',
    'edge1@northwind.example',
  ],
  names: ['Ada Lindqvist', 'Edge 3', 'Edge', 'nobody'],
  domains: ['northwind', 'wind.example', '@gmail', 'atlas-labs.example', 'gmail.exam'],
  messageIds: ['<edge-3@northwind.example>', '<edge-104@northwind.example>', '<none@northwind.example>'],
}

const SEARCHES: Searches = {
  gmail: ['has:attachment', 'subject:invoice', 'is:starred', 'larger:3k', 'nosuchword', '"project x"'],
  criteria: [
    'UNSEEN',
    'OR FLAGGED LARGER 3000',
    'NOT (SUBJECT voice)',
    'SINCE 1-Jan-2025 UNSEEN',
    'FROM edge1',
  ],
  words: ['invoice', 'voice', 'Project X', 'nosuchword', '請求書'],
}

type Listed = { readonly uids: readonly number[]; readonly msgIds: readonly (bigint | string)[] }

export function mailboxTable(path: string, others: readonly string[], { uids, msgIds }: Listed): MailTable {
  const bracketed = `[${path.replaceAll(']', ']]')}]`
  const spellings = [
    bracketed,
    `"${path.replaceAll('"', '""')}"`,
    `\`${path}\``,
    `Mailbox.${bracketed}`,
    ...others,
  ]
  return {
    plainName: `mail in ${path}`,
    path,
    isMessages: false,
    spellings,
    uids,
    msgIds: msgIds.map(String),
  }
}

export function messagesTable(plainName: string, msgIds: readonly string[]): MailTable {
  const spellings = ['Messages', 'messages', '[Messages]', 'IMAP.Messages', 'Gmail.IMAP."Messages"']
  return { plainName, path: '', isMessages: true, spellings, uids: [], msgIds }
}
