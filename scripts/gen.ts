/**
 * Writes what is derived from the declarations: schema/index.ts and the reference pages. `--check` writes nothing and
 * exits with 1 where a file is not what it would be.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connectionPage } from './gen/connection-page.ts'
import { errorsPage } from './gen/errors-page.ts'
import { functionsPage } from './gen/functions-page.ts'
import { proceduresPage } from './gen/procedures-page.ts'
import { loadSchema } from './gen/schema-files.ts'
import { schemaIndex } from './gen/schema-index.ts'
import { shellPage } from './gen/shell-page.ts'
import { tableRows } from './gen/table-rows.ts'
import { tablesPage } from './gen/tables-page.ts'

const root = join(import.meta.dirname, '..')

async function generate(): Promise<Record<string, string>> {
  const schema = await loadSchema(join(root, 'schema'))
  return {
    'schema/index.ts': schemaIndex(schema),
    'src/driver/table-rows.ts': tableRows(),
    'docs/connection.md': connectionPage(schema),
    'docs/errors.md': errorsPage(),
    'docs/functions.md': functionsPage(),
    'docs/procedures.md': proceduresPage(schema),
    'docs/shell.md': shellPage(join(root, 'docs/shell.md')),
    'docs/tables.md': tablesPage(schema),
  }
}

function isStale(path: string, text: string): boolean {
  return !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  console.log(`wrote ${path}`)
}

const stale = Object.entries(await generate()).filter(([path, text]) => isStale(path, text))
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is stale: run npm run gen`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [path, text] of stale) write(path, text)
}
