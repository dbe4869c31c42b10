import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, GmailSqlError } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { LIMIT_MS, mutated, tryOn } from './budget.ts'

let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  db = await demo.open('Readonly=true;StatementTimeout=5')
})
afterAll(() => demo[Symbol.asyncDispose]())

/** What the pages show, but for what writes files or asks somebody. */
function documented(): string[] {
  const pages = readdirSync('docs').filter(name => name.endsWith('.md'))
  const texts = pages.map(name => readFileSync(`docs/${name}`, 'utf8'))
  const fences = texts.flatMap(text => [...text.matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, sql]) => sql!))
  const statements = fences.flatMap(sql => sql.split(/;\s*$/m)).map(sql => sql.trim())
  return statements.filter(sql => sql.length > 10 && isHarmless(sql))
}

const isHarmless = (sql: string) => !/INTO|EXEC|CALL|GetOAuth|:\/\//i.test(sql)

const WORDS = [
  ...[
    'SELECT',
    'FROM',
    'WHERE',
    'GROUP BY',
    'ORDER BY',
    'LIMIT',
    'OFFSET',
    'HAVING',
    'JOIN',
    'LEFT JOIN',
    'ON',
    'AS',
  ],
  ...[
    'UNION ALL',
    'EXCEPT',
    'WITH',
    'RECURSIVE',
    'VALUES',
    'EXPLAIN',
    'CASE',
    'WHEN',
    'THEN',
    'ELSE',
    'END',
    'DISTINCT',
  ],
  ...[
    'AND',
    'OR',
    'NOT',
    'IN',
    'LIKE',
    'ESCAPE',
    'BETWEEN',
    'IS',
    'NULL',
    'EXISTS',
    'COLLATE NOCASE',
    'TOP 3',
    'OVER',
  ],
  ...[
    'Inbox',
    'Messages',
    '"Gmail/Sent Mail"',
    '[INBOX]',
    'Labels',
    'sys_tables',
    'x',
    't',
    'Id',
    'Subject',
    '[From]',
  ],
  ...[
    'Date',
    'BodyText',
    'IsRead',
    '*',
    'COUNT(*)',
    'MAX(',
    'SUBSTR(',
    'DATE(',
    'CAST(',
    'CONVERT(',
    'INSTR(',
    'GETDATE()',
  ],
  ...[
    '(',
    ')',
    '((',
    '))',
    ',',
    ';',
    '.',
    '=',
    '<>',
    '>=',
    '||',
    '+',
    '-',
    '/',
    '%',
    '~',
    '&',
    '?',
    ':a',
    '$1',
    '@x',
    '#',
  ],
  ...[
    "'",
    '"',
    '`',
    '[',
    ']',
    "''",
    "'a'",
    "'2026-01-01'",
    '1',
    '0',
    '-1',
    '9223372036854775808',
    '1e999',
    "x'00'",
    '0x1',
  ],
  ...[
    '--',
    '/*',
    '*/',
    '\n',
    '\0',
    '\ufeff',
    '\u2028',
    '日本',
    '👍',
    '\ud800',
    'DELETE',
    'UPDATE Inbox SET',
    'DROP TABLE x',
  ],
  ...[
    'PRAGMA table_info(x)',
    'ATTACH',
    'DRY RUN',
    'SHOW TABLES',
    'BEGIN',
    'COMMIT',
    'REGEXP',
    'MATCH',
    'GLOB',
    'RETURNING *',
  ],
]

/** Rows, or an error with a code, a place in the text and no stack. */
async function isAnswered(sql: string): Promise<void> {
  if (!isHarmless(sql)) return
  try {
    await db.query(sql)
  } catch (error) {
    expect(error).toBeInstanceOf(GmailSqlError)
    const { code, message } = error as GmailSqlError
    expect({ sql, code, message }).not.toMatchObject({ code: 'INTERNAL' })
    expect(message).not.toMatch(/^\s+at /m)
  }
}

test('any tokens in any order are answered, or refused with a code', { timeout: LIMIT_MS }, async () => {
  const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map(words => words.join(' '))
  await tryOn(soup, 150, isAnswered)
  await tryOn(
    soup.map(text => `SELECT ${text}`),
    150,
    isAnswered,
  )
})

test('statements of the pages with pieces missing, doubled and put in are too', {
  timeout: LIMIT_MS,
}, async () => {
  const statements = documented()
  expect(statements.length).toBeGreaterThan(50)
  await tryOn(mutated(statements, WORDS), 200, isAnswered)
})

test('the connection answers after all of them', async () => {
  expect((await db.queryArrays('SELECT COUNT(*) FROM Inbox')).rows).toEqual([
    [demo.gmaild.account.mailbox('INBOX')!.uids.length],
  ])
})
