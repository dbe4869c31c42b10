import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { evaluate, openWithoutMail } from './support.ts'

let db: Connection
beforeAll(async () => {
  db = await openWithoutMail()
})
afterAll(async () => {
  await db.close()
})

test.each([
  ["CAST('2026-01-05' AS DATE)", '2026-01-05'],
  ["'a' + 'b'", 'ab'],
  ['7 / 2', 3],
  ['1 / 0', null],
  ["'Ärger' LIKE 'ärger'", 1],
  ["UPPER('ä')", 'Ä'],
  ["'a' = 'A'", 0],
  ["'a' = 'a '", 0],
  ["RIGHT('a👍🏽', 2)", '👍🏽'],
  ["CAST('invoice' AS VARCHAR(3))", 'inv'],
  ["DATE '2026-01-05' - INTERVAL '1 day'", '2026-01-04'],
  ["FORMAT('%.1f%%', 12.34)", '12.3%'],
  ["FORMAT('%' || 'd', 7)", '7'],
  ["FORMAT('plain')", 'plain'],
  ['FORMAT(NULL, 1)', null],
])('%s is %j', async (expression, gives) => {
  expect(await evaluate(db, expression)).toEqual(gives)
})

test.each([
  ["'2026-01-05' - 1", 'NOT_SUPPORTED', 'DATEADD'],
  ["7 - '2026-01-05'", 'NOT_SUPPORTED', 'DATEADD'],
  ["FORMAT(1234.5, 'N2')", 'BAD_VALUE', 'TO_CHAR'],
  ["FORMAT('2026-01-05', 'yyyy-MM')", 'BAD_VALUE', 'TO_CHAR'],
  ['SUM(a) FROM (SELECT 9223372036854775807 AS a UNION ALL SELECT 1)', 'BAD_VALUE', 'TOTAL'],
  ['COUNT(DISTINCT 1, 2)', 'NOT_SUPPORTED', 'SELECT DISTINCT'],
  ['"abc"', 'NO_COLUMN', "'abc'"],
])('%s is %s and says %s', async (expression, code, hint) => {
  await expect(evaluate(db, expression)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
})
