import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { properties, systemTables, tables, views } from '../../schema/index.ts'
import { ROLE_NAMES } from '../../src/catalog/resolve.ts'
import { EXPORT_FORMATS } from '../../src/format/export-formats.ts'
import { ERROR_CODES, FORMAT_NAMES } from '../../src/index.ts'
import { parseArguments } from '../../src/shell/arguments.ts'
import { COMMANDS } from '../../src/shell/commands/all.ts'
import { EXIT } from '../../src/shell/exit-code.ts'
import { functions } from '../../src/sql/functions/index.ts'
import { floorOf, MAY_IMPORT } from '../architecture/imports.ts'
import { parseSource, ROOT, walk } from '../architecture/sources.ts'
import { sourcesInUse } from './in-use.ts'
import { codesOf, readPage, tableWithHead, withoutBlocks } from './pages.ts'

/** The code words in the first column of a page's table. */
function rowNames(page: string, ...head: readonly string[]): string[] {
  return tableWithHead(readPage(page), ...head).flatMap(([cell = '']) => codesOf(cell))
}

describe('the pages list', () => {
  test('every property of the connection', () => {
    const text = readPage('docs/connection.md').text
    expect(properties.map(({ name }) => name).filter(name => !text.includes(`\n| \`${name}\` |`))).toEqual([])
  })

  test('every table, and every name of a mailbox by its role', () => {
    const headings = readPage('docs/tables.md').text.replaceAll('\\', '')
    const names = [...tables, ...views, ...systemTables].map(({ name }) => name)
    expect(names.filter(name => !headings.includes(`\n## ${name}\n`))).toEqual([])
    const listed = codesOf(withoutBlocks(readPage('docs/sql.md').text))
    expect(Object.keys(ROLE_NAMES).filter(name => !listed.includes(name))).toEqual([])
  })

  test('every error', () => {
    expect(rowNames('docs/errors.md', 'code', 'SQLSTATE')).toEqual(
      expect.arrayContaining(Object.keys(ERROR_CODES)),
    )
  })

  test('every notice, and none that is never given', () => {
    const given = new Set(
      sourcesInUse().flatMap(({ text }) => [...text.matchAll(NOTICE)].map(match => match[1] ?? match[2])),
    )
    expect(rowNames('docs/library.md', 'code', 'says').toSorted()).toEqual([...given].toSorted())
  })

  test('every function, but those that only rewrites call', () => {
    const rows = [...readPage('docs/functions.md').text.matchAll(/^\| `([A-Z_0-9]+)/gm)].map(
      ([, name]) => name,
    )
    const named = functions.filter(({ family }) => family !== 'internal').map(({ name }) => name)
    expect(rows.toSorted()).toEqual(named.toSorted())
  })

  test('every name that the package exports', () => {
    const { text } = readPage('docs/library.md')
    expect(exportedNames().filter(name => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([])
  })

  test('every command of the prompt as .help shows it', () => {
    const rows = tableWithHead(readPage('docs/shell.md'), 'command', 'does', 'also spelled')
    const codes = (cell = '') => codesOf(cell).map(name => name.replaceAll('\\|', '|'))
    expect(rows.map(([usage, , aliases]) => [...codes(usage), ...codes(aliases)])).toEqual(
      COMMANDS.map(({ usage, aliases = [] }) => [usage, ...aliases]),
    )
  })

  test('every option of the command line', () => {
    const help = parseArguments(['--help'], 200)
    const options = 'stdout' in help ? [...help.stdout.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)] : []
    const names = options.flatMap(([, short, long]) => (short ? [short, long!] : [long!]))
    expect(names.length).toBeGreaterThan(10)
    expect(rowNames('docs/shell.md', 'option', 'does').toSorted()).toEqual(names.toSorted())
  })

  test('every format of INTO with its options', () => {
    const rows = tableWithHead(readPage('docs/export.md'), 'target', 'is', 'options beside `overwrite`')
    const listed = rows.map(([target = '', , options = '']) => [codesOf(target)[0], codesOf(options)])
    const declared = Object.entries(EXPORT_FORMATS).map(([name, { options }]) => [
      `${name}://`,
      options.map(option => option.name).filter(option => option !== 'overwrite'),
    ])
    expect(listed).toEqual(declared)
    const options = Object.values(EXPORT_FORMATS).flatMap(format => format.options.map(({ name }) => name))
    expect(rowNames('docs/export.md', 'option', 'takes').toSorted()).toEqual([...new Set(options)].toSorted())
  })

  test('every format and exit code', () => {
    expect(rowNames('docs/shell.md', 'format', 'is')).toEqual([...FORMAT_NAMES])
    expect(rowNames('docs/shell.md', 'code', 'means')).toEqual(Object.values(EXIT).map(String))
  })
})

test('the floors are those that the test of the architecture holds', () => {
  const rows = tableWithHead(readPage('docs/architecture.md'), 'folder', 'is', 'may import')
  const floors = rows.map(([folder = '', , below = '']) => ({
    floor: codesOf(folder)[0]!.replace('src/', ''),
    below: codesOf(below),
  }))
  const named = new Set(floors.map(({ floor }) => floor))
  expect([...floorsInUse()].filter(floor => !named.has(floor))).toEqual([])
  for (const { floor, below } of floors) {
    const allowed = MAY_IMPORT[floor]!.filter(name => named.has(name))
    // The driver's row says "all above".
    if (floor === 'driver') expect(allowed.every(name => rowOf(name) < rowOf('driver'))).toBe(true)
    else expect(below, floor).toEqual(allowed)
  }
  function rowOf(name: string): number {
    return floors.findIndex(({ floor }) => floor === name)
  }
})

function floorsInUse(): Set<string> {
  return new Set(sourcesInUse().map(({ path }) => floorOf(path)))
}

/** `{ code: 'X', message …}` and `onNotice('X', …)`; an error's code is in a table of its own. */
const NOTICE = /\{\s*code: '(?!UNKNOWN')([A-Z_]+)',\s*message\b|(?:[nN]otice|#tell)\(\s*'([A-Z_]+)',/g

function exportedNames(): string[] {
  const path = 'src/index.ts'
  const { tree } = parseSource(path, readFileSync(join(ROOT, path), 'utf8'))
  const names: string[] = []
  walk(tree, node => {
    if (ts.isExportSpecifier(node)) names.push(node.name.text)
  })
  return names
}
