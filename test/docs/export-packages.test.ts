import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { copySources } from '../packages/installation.ts'
import { readPage, tableWithHead } from './pages.ts'

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/** Writes a file of each format, and prints what came of it. */
const PROBE = `
const { connect } = await import('./src/index.ts')
const db = await connect('User=a@example.org;Password=x')
const found = {}
for (const format of ['csv', 'parquet', 'xlsx']) {
  found[format] = await db.query(\`SELECT 1 AS a INTO '\${format}://x.\${format};overwrite=true'\`).then(
    ({ rows }) => rows[0].Rows,
    ({ code, message, hint }) => ({ code, message, hint }),
  )
}
await db.close()
console.log(JSON.stringify(found))
`

const place = copySources({ 'probe.mjs': PROBE })
afterAll(() => place[Symbol.dispose]())

async function outcomeWith(...optional: readonly string[]) {
  place.install([...Object.keys(manifest.dependencies), ...optional])
  const { stdout, stderr } = await place.run('probe.mjs')
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

const refused = (name: string) => ({
  code: 'NOT_SUPPORTED',
  message: expect.stringContaining(`needs the package ${name}, which is not installed`),
  hint: `npm install ${name}`,
})

describe('a package for exports that is not installed', () => {
  test('is named when its format is asked for; the other formats are written', async () => {
    expect(await outcomeWith()).toEqual({
      csv: 1,
      parquet: refused('hyparquet-writer'),
      xlsx: refused('write-excel-file'),
    })
    expect(await outcomeWith('hyparquet-writer')).toMatchObject({
      parquet: 1,
      xlsx: refused('write-excel-file'),
    })
    expect(await outcomeWith('write-excel-file')).toMatchObject({
      parquet: refused('hyparquet-writer'),
      xlsx: 1,
    })
  })
})

test('the page of dependencies has every optional package, with its version and licence', () => {
  const rows = tableWithHead(readPage('docs/dependencies.md'), 'optional package', 'version', 'licence')
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly license: string }>>
  }
  const wanted = Object.entries(manifest.optionalDependencies).map(([name, version]) => [
    `\`${name}\``,
    `\`${version}\``,
    packages[`node_modules/${name}`]!.license,
  ])
  expect(rows.map(row => row.slice(0, 3))).toEqual(wanted)
})
