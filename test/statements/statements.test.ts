import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection, GmailSqlError } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { type Case, type Cells, cellText, readCases } from './read-cases.ts'

const cases = readCases()
const bySpelling = (start: string) => cases.filter(({ id }) => id.startsWith(start))

let demo: Demo
const connections = new Map<string, Connection>()

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  for (const pushdown of ['Exact', 'None'])
    connections.set(pushdown, await demo.open(`Pushdown=${pushdown};TimeZone=UTC`))
})
afterAll(() => demo[Symbol.asyncDispose]())

async function answer(pushdown: string, { sql }: Case): Promise<Cells[]> {
  const { rows } = await connections.get(pushdown)!.queryArrays(sql)
  return rows.map(row => row.map(cellText))
}

describe.each(['Exact', 'None'])('with Pushdown=%s', pushdown => {
  const [failing, answered] = [cases.filter(one => one.error), cases.filter(one => !one.error)]

  test.each(answered)('$id', async one => {
    expect(await answer(pushdown, one)).toEqual(one.rows)
  })

  test.each(failing)('$id', async one => {
    const error = (await answer(pushdown, one).catch((error: unknown) => error)) as GmailSqlError
    expect(error.code, error.message).toBe(one.error!.code)
    expect(`${error.message} ${error.hint}`).toContain(one.error!.text)
  })
})

test('the suite is as broad as it says', () => {
  expect(cases.length).toBeGreaterThanOrEqual(500)
  expect(bySpelling('cdata').length).toBeGreaterThanOrEqual(150)
  const others = ['tsql', 'mysql', 'postgres'].map(name => bySpelling(name).length)
  expect(others.reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual(100)
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  expect(cases.filter(({ oracle, error }) => oracle === 'given' && !error).length).toBeLessThan(60)
})
