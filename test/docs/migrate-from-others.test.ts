import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { codesOf, readPage, tablesOf } from './pages.ts'

const tables = tablesOf(readPage('docs/migrate-from-others.md'))

/** The words in backticks of the last cells of every table with that head. */
function lastCodes(head: string): string[] {
  const found = tables.filter(rows => rows[0]!.at(-1) === head).flatMap(rows => rows.slice(1))
  return [...new Set(found.flatMap(row => codesOf(row.at(-1)!)))]
}

let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 40 })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

test('the columns that take the place of those of other programs are there', async () => {
  const columns = lastCodes('column here')
  expect(columns.length).toBeGreaterThan(25)
  const { rows } = await db.query(`SELECT ${columns.map(name => `[${name}]`).join(', ')} FROM Inbox LIMIT 1`)
  expect(Object.keys(rows[0]!)).toEqual(columns)
})

test('so are the tables', async () => {
  const names = lastCodes('table here')
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) expect((await db.query(`SELECT * FROM ${name} LIMIT 1`)).rowCount).toBe(1)
})

test('every program that the README compares has a section', () => {
  const compared = readPage('README.md').text.split('\n## Beside others\n')[1]!.split('\n## ')[0]!
  const sections = [...readPage('docs/migrate-from-others.md').text.matchAll(/^## (.*)$/gm)].map(
    ([, name]) => name!,
  )
  expect(sections).toHaveLength(5)
  for (const name of sections) expect(compared).toContain(name)
})
