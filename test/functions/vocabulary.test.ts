import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { functions } from '../../src/sql/functions/index.ts'
import { Engine } from '../../src/sqlite/engine.ts'
import { evaluate, openWithoutMail } from './support.ts'
import { CALLED, REFUSED, RESPELLED } from './vocabulary.ts'

let db: Connection
beforeAll(async () => {
  db = await openWithoutMail()
})
afterAll(async () => {
  await db.close()
})

test.each(Object.entries(CALLED))('every %s function that programs call is listed', (_family, names) => {
  const listed = new Set(functions.map(({ name }) => name))
  // JSON is SQLite's own matter, and is not listed.
  const missing = names.split(/\s+/).filter(name => !listed.has(name) && !name.startsWith('JSON_'))
  expect(missing).toEqual([])
})

test.each(Object.entries(RESPELLED))('%s is respelled and runs', async (_name, [expression, gives]) => {
  expect(await evaluate(db, expression)).toBe(gives)
})

test.each(Object.entries(REFUSED))(
  '%s is refused and says what to write',
  async (_name, [expression, hint]) => {
    await expect(evaluate(db, expression)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      hint: expect.stringMatching(hint.slice(0, 24).replace(/[()]/g, '.')),
    })
  },
)

test('a table may be called like a function that is refused', async () => {
  const { rows } = await db.queryArrays(
    'WITH first(a) AS (SELECT 1), changes(b) AS (SELECT 2) SELECT a, b FROM first, changes',
  )
  expect(rows).toEqual([[1, 2]])
})

test('the connection tells its user, and nobody when it has none', async () => {
  const { rows } = await db.queryArrays(
    "SELECT CURRENT_USER, user(), SYSTEM_USER AS session_user, 'x' current_user WHERE CURRENT_USER = USER()",
  )
  expect(rows).toEqual([['demo@gmail.example', 'demo@gmail.example', 'demo@gmail.example', 'x']])
})

test('DATABASE() and SCHEMA() are what the system tables list', async () => {
  const { rows } = await db.queryArrays(
    'SELECT SchemaName FROM sys_schemas WHERE CatalogName = DATABASE() AND SchemaName = SCHEMA()',
  )
  expect(rows).toEqual([['IMAP']])
})

test('SCOPE_IDENTITY() is the key that was inserted last, in an engine that took over as well', async () => {
  const functionsUrl = new URL('../../src/sql/functions/index.ts', import.meta.url).href
  const session = { user: null, catalog: 'Gmail', schema: 'IMAP' }
  const engine = new Engine(() => ({
    file: ':memory:',
    isLasting: false,
    own: ':memory:',
    removeAtEnd: null,
    functions: functionsUrl,
    session,
  }))
  const answer = async () => (await engine.all('SELECT USER(), SCOPE_IDENTITY()'))[0]
  try {
    expect(await answer()).toEqual([null, null])
    await engine.rememberInsertedKey(7)
    expect(await answer()).toEqual([null, 7])
    const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n'
    await expect(engine.all(endless, [], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(await answer()).toEqual([null, 7])
  } finally {
    await engine.close()
  }
})
