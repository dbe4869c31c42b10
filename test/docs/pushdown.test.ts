import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageColumns } from '../../schema/columns/message.ts'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { codesOf, readPage, tableWithHead } from './pages.ts'

const OPERATORS = ['=', '<>', '<', '<=', '>', '>=', 'IN', 'LIKE', 'IS'] as const
type Answer = 'exact' | 'superset' | 'not sent'

interface Row {
  readonly table: 'Inbox' | 'Messages'
  readonly column: string
  readonly sent: readonly string[]
  readonly onGmail: string
  readonly elsewhere: string
}

/** A constant that each column may well be compared with. */
const CONSTANTS: Readonly<Record<string, string>> = {
  MsgId: "'1882382314315870107'",
  ThreadId: "'1882382314315870107'",
  ReceivedDate: "'2026-01-01'",
  Size: '1000',
  Flags: "'Seen'",
  Labels: "'Work'",
}

const rows = tableWithHead(readPage('docs/pushdown.md'), 'column', 'sent', 'as').flatMap(readRow)

function readRow([column = '', sent = '', , onGmail = '', elsewhere = '']: string[]): Row[] {
  return codesOf(column).map(name => {
    const isOfMessages = name === 'Id' && column.includes('of Messages')
    return {
      table: isOfMessages ? 'Messages' : 'Inbox',
      column: name,
      sent: codesOf(sent),
      onGmail,
      elsewhere,
    }
  })
}

/** What EXPLAIN says of `column operator constant`. */
async function answerOf(
  db: Connection,
  { table, column }: Pick<Row, 'table' | 'column'>,
  operator: string,
): Promise<Answer> {
  // Of a boolean, each of these decides something with this constant.
  const constant = CONSTANTS[column] ?? (operator === '<=' ? '0' : '1')
  const operand = operator === 'IN' ? `(${constant})` : operator === 'IS' ? 'NULL' : constant
  const plan = await db.explain(`SELECT 1 FROM ${table} WHERE [${column}] ${operator} ${operand}`)
  const search = /^ {4}search {4}(.*)$/m.exec(plan)![1]!
  if (search.startsWith('(none')) return 'not sent'
  return search.endsWith('-- exact') ? 'exact' : 'superset'
}

describe('the table of comparisons', () => {
  let gmail: Demo
  let other: Demo
  let onGmail: Connection
  let elsewhere: Connection

  beforeAll(async () => {
    gmail = await startDemo({ messages: 30 })
    other = await startDemo({
      messages: 30,
      capabilities: 'IMAP4rev1 UIDPLUS ESEARCH CONDSTORE ENABLE SPECIAL-USE',
    })
    onGmail = await gmail.open()
    elsewhere = await other.open()
  })
  afterAll(async () => {
    await gmail[Symbol.asyncDispose]()
    await other[Symbol.asyncDispose]()
  })

  test('has every column that a rule can send', () => {
    const named = new Set(rows.map(({ column }) => column))
    expect(messageColumns.filter(({ pushdown }) => pushdown).map(({ name }) => name)).toSatisfy(
      (names: string[]) => names.every(name => named.has(name)) && named.size === names.length,
    )
  })

  test.each(rows.map(row => [`${row.table}.${row.column}`, row] as const))(
    'is right about %s',
    async (_, row) => {
      for (const operator of OPERATORS) {
        const isSent = row.sent.includes(operator)
        expect(await answerOf(onGmail, row, operator), `${operator} on Gmail`).toBe(
          isSent ? row.onGmail : 'not sent',
        )
        expect(await answerOf(elsewhere, row, operator), `${operator} elsewhere`).toBe(
          isSent ? row.elsewhere : 'not sent',
        )
      }
    },
  )

  test('is right that nothing else is sent', async () => {
    const others = messageColumns
      .map(({ name }) => name)
      .filter(name => !rows.some(({ column }) => column === name))
    expect(others).toContain('Subject')
    for (const column of others) {
      for (const operator of OPERATORS)
        expect(await answerOf(onGmail, { table: 'Inbox', column }, operator), `${column} ${operator}`).toBe(
          'not sent',
        )
    }
  })

  test('is right that a boolean column may stand alone, and a constant before its column', async () => {
    expect(await onGmail.explain('SELECT 1 FROM Inbox WHERE NOT IsRead')).toContain('UNSEEN -- exact')
    expect(await onGmail.explain('SELECT 1 FROM Inbox WHERE 5 <= Id')).toContain('UID 5:* -- exact')
  })
})
