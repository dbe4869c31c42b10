import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemTables, tables, views } from '../schema/index.ts'
import type { Connection } from '../src/index.ts'
import { type Demo, startDemo } from './support/demo.ts'

const all = [...tables, ...views, ...systemTables]
const examples = all.flatMap(table =>
  table.examples.map(example => [table.name, example.title, example.sql] as const),
)

describe('the examples of the tables', () => {
  let demo: Demo
  let db: Connection

  beforeAll(async () => {
    demo = await startDemo({
      intercept: ({ name, tag }) =>
        name === 'UID STORE' ? { lines: [`${tag} NO [CANNOT] Not now`] } : undefined,
    })
    // Its notice is the row of sys_warnings.
    db = await demo.open('Other="Legacy=1"')
    // What the server refuses is the row of sys_journal.
    const refused = db.query(
      'UPDATE Inbox SET IsStarred = NOT IsStarred WHERE Id = (SELECT MAX(Id) FROM Inbox)',
    )
    await expect(refused).rejects.toThrow('Not now')
  })
  afterAll(() => demo[Symbol.asyncDispose]())

  test.each(all.map(table => [table.name, table]))('%s has one', (_, table) => {
    expect(table.examples.length).toBeGreaterThan(0)
  })

  test.each(examples)('%s: %s', async (name, _, sql) => {
    const { rows, columns } = await db.query<Record<string, unknown>>(sql)
    expect(rows.length).toBeGreaterThan(0)
    for (const { name: column } of columns) expect(rows[0]).toHaveProperty([column])
    expect(sql.toLowerCase()).toContain(`from ${name === 'Inbox' ? '' : name.toLowerCase()}`)
  })
})
