import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foreignProperties } from '../../schema/foreign-properties.ts'
import { procedures, properties, systemTables, tables } from '../../schema/index.ts'
import { foreignColumns, foreignProcedures, foreignTables } from '../../src/catalog/foreign-names.ts'
import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { findProcedure } from '../../src/exec/call.ts'
import { type Connection, GmailSqlError } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { blocksOf, codesOf, placeOf, readPage, tablesOf, withoutBlocks } from './pages.ts'
import { expectRefused, expectShown, sqlBlocks } from './sql-blocks.ts'

const page = readPage('docs/migrate-from-cdata.md')

/** The rows of all tables with that head: the first word in backticks, then the cells behind. */
function rowsOf(...head: readonly string[]): { written: string; cells: string[] }[] {
  const found = tablesOf(page).filter(rows => head.every((cell, index) => rows[0]?.[index] === cell))
  expect(found.length).toBeGreaterThan(0)
  return found.flatMap(rows =>
    rows.slice(1).map(([first = '', ...cells]) => ({ written: codesOf(first)[0]!, cells })),
  )
}

/** The words in backticks of a section that is prose. */
function namesUnder(heading: string): string[] {
  const section = withoutBlocks(page.text).split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0] ?? ''
  return codesOf(section)
}

let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

const REFUSED: Readonly<Record<string, string>> = {
  ...foreignTables,
  ...foreignProcedures,
  ...foreignColumns,
}

/** `runs`, or the code with which a statement is refused because of that name; the hint says what to use instead. */
async function codeOf(sql: string, name: string): Promise<string> {
  const error = await db.query(sql).then(
    () => null,
    (refused: unknown) => refused,
  )
  if (error === null) return 'runs'
  expect(error).toBeInstanceOf(GmailSqlError)
  expect((error as GmailSqlError).hint).toBe(REFUSED[name])
  return (error as GmailSqlError).code
}

/** What a cell says becomes of it: `refused CODE` is the code, and everything else runs. */
function saidBy(is: string): string {
  if (is.startsWith('refused ')) return codesOf(is)[0]!
  expect(['same', 'better', 'other', 'no effect']).toContain(is)
  return 'runs'
}

describe('properties', () => {
  const rows = rowsOf('written', 'is', 'default there')
  const nameOf = (written: string) => /^\w+/.exec(written)![0]

  test('of both sides are all there', () => {
    const listed = new Set(rows.map(({ written }) => nameOf(written)))
    const isListed = (name: string, isPrefix?: true) =>
      isPrefix ? [...listed].some(each => each.startsWith(name)) : listed.has(name)
    const foreign = foreignProperties.map(row => ({ isPrefix: undefined, ...row }))
    expect(foreign.filter(({ name, isPrefix }) => !isListed(name, isPrefix))).toEqual([])
    const added = namesUnder('New here')
    expect(properties.map(({ name }) => name).filter(name => !isListed(name))).toEqual(
      properties.map(({ name }) => name).filter(name => added.includes(name)),
    )
  })

  test.each(rows.map(row => [row.written, ...row.cells] as const))('%s: %s', (written, is = '') => {
    const outcome = outcomeOf(written)
    if (is.startsWith('refused ')) expect(outcome).toBe(codesOf(is)[0])
    else expect(outcome).toBe(is === 'no effect' ? 'NO_EFFECT' : 'taken')
  })

  test('have the defaults that the reference tells', () => {
    const told = new Map(
      tablesOf(readPage('docs/connection.md')).flatMap(lines =>
        lines.map(([name = '', standard = '']) => [codesOf(name)[0] ?? '', standard] as const),
      ),
    )
    const wrong = rows.filter(({ written, cells: [is = '', , here = ''] }, index) => {
      const isFirst = rows.findIndex(row => nameOf(row.written) === nameOf(written)) === index
      const isOurs = properties.some(({ name }) => name === nameOf(written)) && !is.startsWith('refused')
      return here !== (isFirst && isOurs ? told.get(nameOf(written)) : '')
    })
    expect(wrong).toEqual([])
  })
})

/** What a connection string comes to: a code of an error or a notice, or `taken`: its first property has a value. */
function outcomeOf(written: string): string {
  try {
    const { values, notices } = parseConnection(written, {})
    const [name] = written.split('=')
    if (notices.length > 0) return notices[0]!.code
    return values[name as keyof typeof values] === undefined ? 'lost' : 'taken'
  } catch (error) {
    if (error instanceof GmailSqlError) return error.code
    throw error
  }
}

describe('columns', () => {
  const rows = rowsOf('column', 'is').map(({ written, cells }) => [written, cells[0]!] as const)
  const isCondition = ([written]: readonly [string, string]) => written.includes(' ')

  test('of another model are all there', () => {
    const listed = rows.map(([written]) => /^\w+/.exec(written)![0])
    expect(Object.keys(foreignColumns).filter(name => !listed.includes(name))).toEqual([])
  })

  test.each(rows.filter(row => !isCondition(row)))('%s is %s', async (name, is) => {
    expect(await codeOf(`SELECT [${name}] FROM Messages LIMIT 1`, name)).toBe(saidBy(is))
  })

  test.each(rows.filter(isCondition))('WHERE %s is %s', async (condition, is) => {
    const name = /^\w+/.exec(condition)![0]
    expect(await codeOf(`SELECT Id FROM Messages WHERE ${condition} LIMIT 1`, name)).toBe(saidBy(is))
  })
})

describe('tables', () => {
  const rows = rowsOf('table', 'is').map(({ written, cells }) => [written, cells[0]!] as const)

  test('of another model are all there', () => {
    const listed = rows.map(([name]) => name)
    expect(Object.keys(foreignTables).filter(name => !listed.includes(name))).toEqual([])
  })

  test.each(rows)('%s is %s', async (name, is) => {
    expect(await codeOf(`SELECT * FROM [${name}] LIMIT 1`, name)).toBe(saidBy(is))
  })

  test('of the system are there', async () => {
    const named = namesUnder('Tables of the system').filter(name => name.startsWith('sys_'))
    expect(new Set(named).size).toBe(14)
    for (const name of new Set(named))
      expect(await codeOf(`SELECT * FROM ${name} LIMIT 1`, name)).toBe('runs')
    const ours = [...tables, ...systemTables].map(table => table.name)
    expect(ours).toEqual(expect.arrayContaining(named))
  })
})

describe('procedures', () => {
  const rows = rowsOf('procedure', 'inputs there', 'is').map(
    ({ written, cells: [inputs = '', is = ''] }) => [written, is, codesOf(inputs)] as const,
  )

  test('of both sides are all there', () => {
    const listed = rows.map(([name]) => name)
    expect(Object.keys(foreignProcedures).filter(name => !listed.includes(name))).toEqual([])
    const added = codesOf(
      /^New here: (.*)\.$/m.exec(withoutBlocks(page.text).split('\n## Procedures\n')[1]!)![1]!,
    )
    expect(procedures.map(({ name }) => name).filter(name => !listed.includes(name))).toEqual(
      procedures.map(({ name }) => name).filter(name => added.includes(name)),
    )
  })

  test.each(rows)('%s is %s', async (name, is, inputs) => {
    if (is.startsWith('refused ')) expect(await codeOf(`EXEC ${name}`, name)).toBe(saidBy(is))
    else expect(inputs.filter(input => !hasInput(findProcedure(name, procedures), input))).toEqual([])
  })
})

function hasInput({ inputs }: ProcedureDefinition, name: string): boolean {
  const bare = (text: string) => text.replace(/#$/, '').toLowerCase()
  return inputs.some(input => [input.name, ...(input.aliases ?? [])].some(own => bare(own) === bare(name)))
}

describe('statements', () => {
  const { run, refused } = sqlBlocks(blocksOf(page))

  test.each(run.map(block => [placeOf(block), block] as const))('run: %s', (_, block) =>
    expectShown(db, block),
  )

  test.each(refused.map(block => [placeOf(block), block] as const))(
    'are refused with that code: %s',
    (_, block) => expectRefused(db, block),
  )
})
