import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { properties } from '../../schema/index.ts'
import { connectionPage } from '../../scripts/gen/connection-page.ts'
import { errorsPage } from '../../scripts/gen/errors-page.ts'
import { loadSchema } from '../../scripts/gen/schema-files.ts'
import { schemaIndex } from '../../scripts/gen/schema-index.ts'
import { tablesPage } from '../../scripts/gen/tables-page.ts'
import { ERROR_CODES } from '../../src/util/errors.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gmailsql-gen-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

function file(path: string, text: string): void {
  mkdirSync(join(directory, path, '..'), { recursive: true })
  writeFileSync(join(directory, path), text)
}

const labels = `{ kind: 'list', name: 'Labels', doc: 'A_b.', examples: [{ title: 'All', sql: 'SELECT 1' }],
  columns: [{ name: 'Id', type: 'TEXT', key: true, doc: 'a|b' }] }`

test('the generated files are what the declarations say', () => {
  const root = join(import.meta.dirname, '../..')
  expect(execFileSync(process.execPath, ['scripts/gen.ts', '--check'], { cwd: root }).toString()).toBe('')
})

describe('the index', () => {
  test('lists each folder that is there, spreads lists of definitions, leaves shared parts out', async () => {
    file('tables/labels.ts', `export const labelsTable = ${labels}`)
    file('tables/columns.ts', `export const columns = [{ name: 'Id', type: 'TEXT' }]`)
    file('properties/ssl.ts', `export const ssl = [{ name: 'SSLServerCert', takesEffect: true }]`)
    expect(
      schemaIndex(await loadSchema(directory))
        .split('\n')
        .slice(1),
    ).toEqual([
      "import type { TableDefinition } from '../src/catalog/table.ts'",
      "import { ssl } from './properties/ssl.ts'",
      "import { labelsTable } from './tables/labels.ts'",
      '',
      'export const properties = [...ssl] as const',
      '',
      'export const tables: readonly TableDefinition[] = [labelsTable]',
      '',
    ])
  })

  test('a file with two exports is refused by name', async () => {
    file('tables/two.ts', 'export const a = 1; export const b = 2')
    await expect(loadSchema(directory)).rejects.toThrow('schema/tables/two.ts exports 2 names')
  })
})

describe('the pages', () => {
  test('of tables is there before the tables are, and shows them when they come', async () => {
    expect(tablesPage(await loadSchema(directory))).toContain('# Tables')
    file('tables/labels.ts', `export const labelsTable = ${labels}`)
    const page = tablesPage(await loadSchema(directory))
    expect(page).toContain('## Labels\n\nA\\_b.\n')
    expect(page).toContain('| `Id` (key) | TEXT |  | a\\|b |')
    expect(page).toContain('```sql\nSELECT 1\n```')
  })

  test('of properties has a row for each, with what is not yet read', async () => {
    const page = connectionPage(await loadSchema(join(import.meta.dirname, '../../schema')))
    for (const property of properties) {
      const row = page.split('\n').find(line => line.startsWith(`| \`${property.name}\` |`))
      expect(row?.includes('Not yet read') ?? 'no row').toBe(!property.takesEffect)
    }
  })

  test('of errors has a row for each code', () => {
    for (const [code, row] of Object.entries(ERROR_CODES)) {
      expect(errorsPage()).toContain(`| \`${code}\` | \`${row.sqlState}\` |`)
    }
  })
})
