import type { Connection } from '../../src/index.ts'
import {
  FLAGS,
  mailboxTable,
  messagesTable,
  type Texts,
  type Vocabulary,
} from '../differential/generator/vocabulary.ts'

/** Path, further ways to write it. Those of the `[Gmail]` folders that are left out are as empty as these. */
const MAILBOXES: readonly (readonly [path: string, ...others: readonly string[]])[] = [
  ['INBOX', 'Inbox', 'IMAP.Inbox', 'Gmail.IMAP.[Inbox]', 'imap."inbox"'],
  ['[Gmail]/All Mail', 'AllMail', '[Gmail/All Mail]', 'IMAP.[Gmail/All Mail]'],
  ['Work/Project X', '[work/project x]', 'IMAP.[Work/Project X]'],
  ['[Gmail]/Drafts', 'Drafts', 'Draft'],
  ['[Gmail]/Spam', 'Spam'],
]

/** Of so many messages one gives its texts. */
const SAMPLE = 9

/** The words of statements over the corpus on Dovecot, as a connection without pushdown reads them. */
export async function readCorpusVocabulary(db: Connection): Promise<Vocabulary> {
  const column = async (sql: string) => (await db.queryArrays(sql)).rows.map(([value]) => value)
  const texts = async (name: string) => {
    const sql = `SELECT DISTINCT ${name} FROM INBOX WHERE Id % ${SAMPLE} = 0 AND ${name} IS NOT NULL ORDER BY 1`
    return (await column(sql)).map(String).filter(isPrintable)
  }
  const mailTables = []
  for (const [path, ...others] of MAILBOXES) {
    const { rows } = await db.queryArrays(`SELECT Id, MsgId FROM Mailbox."${path}"`)
    const uids = rows.map(([id]) => Number(id))
    mailTables.push(mailboxTable(path, others, { uids, msgIds: rows.map(([, id]) => String(id)) }))
  }
  const [, all, project] = mailTables
  return {
    mailTables,
    smallTables: [project!],
    messages: messagesTable('all messages', all!.msgIds),
    messagesWithAll: messagesTable('all messages with spam and trash', all!.msgIds),
    msgIds: mailTables.flatMap(({ msgIds }) => msgIds),
    threadIds: (await column('SELECT DISTINCT ThreadId FROM INBOX')).map(String),
    sizes: (await column('SELECT Size FROM INBOX')).map(Number),
    dates: (await column('SELECT ReceivedDate FROM INBOX')).map(text =>
      Date.parse(`${text}Z`.replace(' ', 'T')),
    ),
    labels: ['INBOX', 'Work/Project X', '[Gmail]/All Mail', '\\Inbox', 'inbox', 'Work', ''],
    labelSets: ['["INBOX"]', '["Work/Project X"]', '[]'],
    flags: FLAGS,
    texts: {
      words: ['test', 'est', 'Test att', 're:', 'message', 'plain', 'ü', '日本', '%', '_', "'"],
      subjects: await texts('Subject'),
      addresses: [...(await texts('[From]')), ...(await texts('[To]')), ...(await texts('CC'))],
      names: [...(await texts('FromName')), ...(await texts('FullTo'))],
      domains: ['example.com', 'ample', '@example.', 'example.org', '.net'],
      messageIds: await texts('MessageId'),
    } satisfies Texts,
    searches: {
      gmail: [],
      criteria: [
        'UNSEEN',
        'OR FLAGGED LARGER 3000',
        'NOT (SUBJECT test)',
        'SINCE 1-Feb-2026 UNSEEN',
        'UID 1:90',
      ],
      words: ['test', 'message', 'attachments', 'nosuchword', 'Re:'],
    },
  }
}

/** Long ones would only make the statements long. */
function isPrintable(text: string): boolean {
  return text.length < 120 && !/\p{Cc}/u.test(text)
}
