import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../src/index.ts'
import { ROOT } from './architecture/sources.ts'
import { callProblem, connectionProblem } from './docs/calls.ts'
import {
  anchorsOf,
  type Block,
  blocksOf,
  type Link,
  placeOf,
  readPage,
  readPages,
  relativeLinks,
} from './docs/pages.ts'
import { openWorkplace } from './docs/programs.ts'
import { argumentsProblem, toolProblem } from './docs/shell-lines.ts'
import { expectRefused, expectShown, OWN_MAILBOX, sqlBlocks } from './docs/sql-blocks.ts'
import { statementsOf, trimmed } from './docs/statements.ts'
import { typeErrors } from './docs/type-errors.ts'
import { type Demo, startDemo } from './support/demo.ts'

const MAP = 'docs/index.md'
const pages = readPages()
/** That of test/docs/extending.test.ts changes the sources before it runs anything. */
const blocks = pages.filter(({ path }) => path !== 'docs/extending.md').flatMap(blocksOf)
const named = (language: string) => blocks.filter(({ info }) => info[0] === language)
const table = (found: readonly Block[]) => found.map(block => [placeOf(block), block] as const)

test('the pages are found', () => {
  expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/sql.md']))
  expect(named('sql').length).toBeGreaterThan(30)
})

test('a block is SQL, TypeScript, lines of a shell, a report, or plain text', () => {
  const languages = ['sql', 'ts', 'sh', 'text', 'markdown']
  expect(blocks.filter(({ info }) => !languages.includes(info[0]!)).map(placeOf)).toEqual([])
})

describe('SQL on the pages', () => {
  let demo: Demo
  let db: Connection

  beforeAll(async () => {
    demo = await startDemo({})
    db = await demo.open()
  })
  afterAll(() => demo[Symbol.asyncDispose]())

  const { run, refused } = sqlBlocks(blocks.filter(({ page }) => !OWN_MAILBOX.includes(page)))

  test.each(table(run))('runs: %s', (_, block) => expectShown(db, block))

  test.each(table(refused))('is refused with the code that the page says: %s', (_, block) =>
    expectRefused(db, block),
  )
})

describe('calls and connection strings on the pages, which need a server of Google’s', () => {
  const { calls } = sqlBlocks(blocks)
  const connections = named('text').filter(({ info }) => info[1] === 'connection')

  test('are there', () => {
    expect(calls.length).toBeGreaterThan(4)
    expect(connections.length).toBeGreaterThan(8)
  })

  test.each(table(calls))('has a procedure and inputs that exist: %s', (_, block) => {
    const statements = statementsOf(block.text)
    expect(statements.length).toBeGreaterThan(0)
    expect(statements.map(callProblem)).toEqual(statements.map(() => undefined))
  })

  test.each(table(connections))('has properties that exist and take effect: %s', (_, block) => {
    expect(connectionProblem(block.text)).toBeUndefined()
  })

  test('would be told if they had not', () => {
    expect(callProblem("EXEC GetOAuthAccessToken @Verifer = 'x'")).toMatch(/Verifer/)
    expect(callProblem('EXEC GetOAuthAccesToken')).toMatch(/GetOAuthAccesToken/)
    expect(connectionProblem('InitiateOauth=GET')).toMatch(/InitiateOAuth/)
    expect(connectionProblem('QueryFullDetails=true')).toMatch(/has no effect/)
  })
})

describe('TypeScript on the pages', () => {
  test('has the types that the package declares', () => {
    expect(named('ts').length).toBeGreaterThan(8)
    expect(typeErrors(named('ts'))).toEqual([])
  })

  test('would be told if it had not', () => {
    const block = { page: 'x.md', line: 10, info: ['ts'], next: undefined }
    const text = "import { conect } from 'gmailsql'\nawait db.query(1)"
    const told = typeErrors([{ ...block, text }])
    expect(told).toHaveLength(2)
    expect(told[0]).toMatch(/^x\.md:11: .*conect/)
    expect(told[1]).toMatch(/^x\.md:12: /)
  })

  test.each(table(named('ts').filter(({ info }) => info[1] === 'run')))(
    'runs and prints what the page says: %s',
    async (_, block) => {
      using place = openWorkplace()
      const { stdout, stderr, exitCode } = await place.runProgram(block.text)
      expect(stderr).toBe('')
      expect(trimmed(stdout)).toBe(trimmed(block.next!.text))
      expect(exitCode).toBe(0)
    },
  )
})

describe('lines of a shell on the pages', () => {
  const lines = named('sh').flatMap(block =>
    block.text.split('\n').map(line => [placeOf(block), line] as const),
  )
  const isOurs = (line: string) => line.includes('npx gmailsql')
  const isFirst = (line: string, index: number) => lines.findIndex(other => other[1] === line) === index
  const demos = lines.filter(
    ([, line], index) => isOurs(line) && line.includes('--demo') && isFirst(line, index),
  )
  const accounts = lines.filter(([, line]) => isOurs(line) && !line.includes('--demo'))

  test('are there', () => {
    expect(demos.length).toBeGreaterThan(4)
    expect(accounts.length).toBeGreaterThan(1)
  })

  test.concurrent.each(demos)('%s runs: %s', async (_, line) => {
    using place = openWorkplace({ 'report.sql': 'SELECT Name FROM Labels;\n' })
    // How far a sync is belongs there.
    const stderr = line.includes(' sync ') ? expect.stringContaining('built-in mailbox') : ''
    expect(await place.runLine(line)).toMatchObject({ exitCode: 0, stderr })
  })

  test.each(accounts)('%s has options and properties that exist: %s', async (_, line) => {
    using place = openWorkplace()
    expect(argumentsProblem(await place.argumentsOf(line))).toBeUndefined()
  })

  test.each(lines.filter(([, line]) => !isOurs(line)))('%s uses what is there: %s', (_, line) => {
    expect(toolProblem(line)).toBeUndefined()
  })
})

test('npm run demo shows three statements with their rows, and how to go on', async () => {
  using place = openWorkplace()
  const { stdout, stderr, exitCode } = await place.runScript('scripts/demo.ts')
  const statements = readPageStatements()
  expect(statements).toHaveLength(3)
  for (const statement of statements) expect(stdout).toContain(statement)
  expect(stdout.match(/^5 rows$/gm)).toHaveLength(3)
  expect(stdout.slice(stdout.indexOf('Go on'))).toMatch(/--demo .*\n.*-c .*\n.*GMAILSQL_PASSWORD=.*\n$/)
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
})

function readPageStatements(): string[] {
  return statementsOf(readPage('scripts/demo.sql').text)
}

describe('links', () => {
  const links = pages.flatMap(relativeLinks)
  const isBroken = ({ file, anchor }: Link) =>
    !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(readPage(file)).includes(anchor))

  test('lead to files and headings that exist', () => {
    expect(links.length).toBeGreaterThan(30)
    expect(links.filter(isBroken).map(({ page, target }) => `${page}: ${target}`)).toEqual([])
  })

  test('lead from the README, by the map of the pages, to every page', () => {
    const linkedFrom = (page: string) => links.filter(link => link.page === page).map(({ file }) => file)
    expect(linkedFrom('README.md')).toContain(MAP)
    const linked = new Set([...linkedFrom('README.md'), ...linkedFrom(MAP)])
    const others = pages.map(({ path }) => path).filter(path => path !== 'README.md')
    expect(others.filter(path => !linked.has(path))).toEqual([])
  })
})

test('no page names a path of one machine', () => {
  const paths = new RegExp(`${ROOT}|(?<![\\w.~])/(?:home|root|tmp|work|Users|var)/\\w`)
  expect(pages.filter(({ text }) => paths.test(text)).map(({ path }) => path)).toEqual([])
})
