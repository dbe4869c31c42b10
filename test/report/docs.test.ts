import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BLOCK_KINDS } from '../../src/report/block-options.ts'
import { SHIPPED_REPORTS } from '../../src/report/shipped.ts'
import { parseReportArguments } from '../../src/shell/report-arguments.ts'
import { blocksOf, codesOf, placeOf, readPage, tableWithHead } from '../docs/pages.ts'
import { FakeTerminal } from '../shell/support/fake-terminal.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { makePage } from './support/make-page.ts'

const page = readPage('docs/reports.md')
const reports = blocksOf(page).filter(({ info }) => info.join(' ') === 'markdown report')

describe('reports on the page', () => {
  let demo: Demo

  beforeAll(async () => {
    demo = await startDemo({ messages: 300 })
  })
  afterAll(() => demo[Symbol.asyncDispose]())

  test('are there', () => {
    expect(reports.length).toBeGreaterThan(3)
  })

  test.each(reports.map(block => [placeOf(block), block] as const))(
    'are made without an error: %s',
    async (_, { text }) => {
      await using db = await demo.open()
      const { html, errors } = await makePage(db, text)
      expect(errors).toEqual([])
      expect(html).toMatch(/<table|<svg/)
    },
  )
})

describe('the page lists', () => {
  test('the reports that come along and the kinds, with what the command says of them', () => {
    const rows = (...head: string[]) =>
      tableWithHead(page, ...head).map(([name = '', is]) => [codesOf(name)[0], is])
    expect(rows('report', 'shows')).toEqual(Object.entries(SHIPPED_REPORTS))
    expect(rows('kind', 'is')).toEqual(Object.entries(BLOCK_KINDS))
  })

  test('every option of the command', () => {
    const terminal = new FakeTerminal({ piped: '', columns: 200 })
    expect(parseReportArguments(['--help'], terminal.io)).toBe(0)
    const options = [...terminal.stdout.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)]
    const names = options.flatMap(([, short, long]) => (short ? [short, long!] : [long!]))
    const listed = tableWithHead(page, 'option of `report`', 'does').flatMap(([cell = '']) => codesOf(cell))
    expect(names.length).toBeGreaterThan(5)
    expect(listed.toSorted()).toEqual(names.toSorted())
  })
})
