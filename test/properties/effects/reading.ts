import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import {
  connected,
  type Effects,
  mailAt,
  type Options,
  outcome,
  rows,
  seenIn,
  type World,
  withGmaild,
} from './world.ts'

const UNREAD = 'SELECT Id FROM [Gmail/All Mail] WHERE IsRead = 0'
const TABLES = "SELECT COUNT(*) FROM sys_tables WHERE TableType <> 'SYSTEM TABLE' AND"

/** Names of the commands that a statement costs, the login among them. */
async function commands({ gmaild, mail }: World, given: Options, sql: string): Promise<string[]> {
  gmaild.clearRecord()
  await rows({ ...mail, ...given }, sql)
  return gmaild.record.map(({ line }) => line)
}

const slow = (milliseconds: number) => ({
  messages: 3,
  intercept: ({ name }: { readonly name: string }) =>
    name === 'UID FETCH' ? { delay: milliseconds } : undefined,
})

/** The user has subscribed to INBOX, and not to what lies beside it. */
const listing = ({ name, tag }: { readonly name: string; readonly tag: string }) =>
  name === 'LIST'
    ? {
        lines: [
          '* LIST (\\HasNoChildren \\Subscribed) "/" "INBOX"',
          '* LIST (\\HasNoChildren) "/" "Beside"',
          `${tag} OK Success`,
        ],
      }
    : undefined

/** What is listed of the mail. */
export const schema: Effects = {
  Tables: seenIn(`${TABLES} SchemaName = 'IMAP' AND TableType = 'TABLE'`, 'Messages', [[1]]),
  Views: seenIn(`${TABLES} TableType = 'VIEW'`, 'Threads', [[1]]),
  BrowsableSchemas: seenIn('SELECT DISTINCT SchemaName FROM sys_tables', 'Mailbox', [['Mailbox']]),
  ListMailboxes: () => ({
    value: 'Subscribed',
    sees: given =>
      withGmaild({ messages: 0, intercept: listing }, gmaild =>
        rows(
          { ...mailAt(gmaild), ...given },
          "SELECT TableName FROM sys_tables WHERE SchemaName = 'Mailbox'",
        ),
      ),
    isApart: true,
    shows: [['INBOX']],
  }),
  PseudoColumns: seenIn(
    "SELECT COUNT(*) FROM sys_tablecolumns WHERE TableName = 'Messages' AND ColumnName = 'IncludeSpamTrash'",
    'Messages=IncludeSpamTrash',
    [[1]],
  ),
}

/** What is asked for, and how much of it. */
export const limits: Effects = {
  Pushdown: world => ({
    value: 'None',
    sees: async given => (await commands(world, given, UNREAD)).some(line => line.includes('UNSEEN')),
    shows: false,
  }),
  MaxItems: seenIn('SELECT COUNT(*) FROM [Gmail/All Mail]', 3, [[3]]),
  MaxRows: ({ mail }) => ({
    value: 2,
    sees: given =>
      connected(
        { ...mail, ...given },
        async db => (await db.query('SELECT Id FROM [Gmail/All Mail]')).rowCount,
      ),
    shows: 2,
  }),
  MaxMessageBytes: ({ mail }) => ({
    value: 1000,
    sees: given =>
      connected({ ...mail, ...given }, async db => {
        const Query = 'SELECT MsgId FROM Messages WHERE Size > 1000 LIMIT 1'
        return (await db.call('GetRawMessage', { Query })).length
      }),
    shows: 'MESSAGE_LIMIT',
  }),
  Timeout: () => ({
    value: 1,
    sees: given => {
      const controller = new AbortController()
      const intercept = ({ name }: { readonly name: string }) => {
        if (name !== 'UID FETCH') return undefined
        setTimeout(() => controller.abort(), 2500)
        return { silence: true }
      }
      return withGmaild({ messages: 3, intercept }, gmaild =>
        connected({ ...mailAt(gmaild), ...given }, async db => {
          const { signal } = controller
          const sql = 'SELECT Subject FROM [Gmail/All Mail] ORDER BY 1'
          return (await db.query(sql, [], { signal })).rowCount
        }),
      )
    },
    isApart: true,
    shows: 'TIMEOUT',
  }),
  StatementTimeout: () => ({
    value: 1,
    sees: given =>
      withGmaild(slow(1300), async gmaild =>
        outcome(async () => {
          const all = await rows(
            { ...mailAt(gmaild), ...given },
            'SELECT Subject FROM [Gmail/All Mail] ORDER BY 1',
          )
          return typeof all === 'string' ? all : 'rows'
        }),
      ),
    isApart: true,
    shows: 'TIMEOUT',
  }),
}

const ONE_TEXT = { messages: 0 }
const KOI8 = Buffer.concat([
  Buffer.from('Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'),
  Buffer.from('d0d2c9d7c5d4', 'hex'),
])

/** How what is there is shown. */
export const reading: Effects = {
  IncludeMessage: ({ mail }) => ({
    value: true,
    sees: given =>
      connected({ ...mail, ...given }, async db => {
        const { columns } = await db.query('SELECT * FROM Messages LIMIT 1')
        return columns.some(({ name }) => name === 'BodyText')
      }),
    shows: true,
  }),
  TimeZone: seenIn("SELECT DATEPART('hour', '2026-01-05T10:00:00Z')", 'Asia/Tokyo', [[19]]),
  UserDefinedViews: world => {
    const value = world.path('json')
    writeFileSync(value, JSON.stringify({ Mine: { query: 'SELECT 7 AS n FROM Inbox LIMIT 1' } }))
    return { value, sees: given => rows({ ...world.mail, ...given }, 'SELECT n FROM Mine'), shows: [[7]] }
  },
  PeekMode: seenIn('SELECT 1', false, 'BAD_PROPERTY'),
  UIDMode: seenIn('SELECT 1', false, 'BAD_PROPERTY'),
  MessageCharset: () => ({
    value: 'koi8-r',
    sees: given =>
      withGmaild(ONE_TEXT, async gmaild => {
        gmaild.account.append({ raw: KOI8, labels: ['\\Inbox'] })
        return await rows({ ...mailAt(gmaild), ...given }, 'SELECT BodyText FROM Inbox')
      }),
    isApart: true,
    shows: [[expect.stringContaining('привет')]],
  }),
}
