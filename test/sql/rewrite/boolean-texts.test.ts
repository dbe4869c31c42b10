import { expect, test } from 'vitest'
import { tables, views } from '../../../schema/index.ts'
import { applyEdits } from '../../../src/sql/edit.ts'
import { tokenize } from '../../../src/sql/lexer.ts'
import { BOOLEAN_COLUMNS, rewriteBooleanTexts } from '../../../src/sql/rewrite/boolean-texts.ts'
import { startDemo } from '../../support/demo.ts'

function rewritten(text: string): string {
  return applyEdits(text, rewriteBooleanTexts(tokenize(text)))
}

test.each([
  ["HasAttachment = 'True'", 'HasAttachment = 1'],
  ["i.[IsRead] <> 'false' AND a", 'i.[IsRead] <> 0 AND a'],
  ["'TRUE' = i.IsRead", '1 = i.IsRead'],
  ["IsStarred IS 'true'", 'IsStarred IS 1'],
])('%s becomes %s', (text, expected) => {
  expect(rewritten(text)).toBe(expected)
})

test.each([
  "Subject = 'true'",
  "IsRead = 'yes'",
  "'IsRead = ''true'''",
  "IsRead.x = 'true'",
  "/* IsRead = 'true' */ 1",
  "IsRead LIKE 'true'",
])('%s stays as it is', text => {
  expect(rewritten(text)).toBe(text)
})

test('it knows every column of truth that mail has', () => {
  const columns = [...tables, ...views].flatMap(table => [...table.columns])
  const names = columns.filter(({ type }) => type === 'BOOLEAN').map(({ name }) => name.toUpperCase())
  expect([...BOOLEAN_COLUMNS].sort()).toEqual([...new Set(names)].sort())
})

test('the text is pushed as the number is', async () => {
  await using demo = await startDemo({ messages: 50 })
  const db = await demo.open()
  expect(await db.explain("SELECT Subject FROM Inbox WHERE IsRead = 'False'")).toContain('search    UNSEEN')
})
