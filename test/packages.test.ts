import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, readSources } from './architecture/sources.ts'
import { sourcesInUse } from './docs/in-use.ts'
import { codesOf, readPage, tableWithHead } from './docs/pages.ts'
import { packageImports } from './packages/importers.ts'
import { copySources, PROBE } from './packages/installation.ts'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly overrides: Readonly<Record<string, string>>
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest
const product = packageImports(sourcesInUse())
const page = readPage('docs/dependencies.md')

/** Files that cannot load without the package. */
function importersOf(name: string): string[] {
  const found = product.filter(edge => edge.package === name && !edge.isTypeOnly).map(({ file }) => file)
  return [...new Set(found)].toSorted()
}

type Failed = { readonly error: string }
type Outcome = {
  readonly library: 'loaded' | Failed
  readonly properties?: number | Failed
  readonly mail?: readonly string[] | Failed
  readonly search?: string | Failed
}

interface Without {
  readonly outcome: Outcome
  readonly help: { readonly exitCode: number; readonly stderr: string }
}

const place = copySources({ 'probe.mjs': PROBE })
afterAll(() => place[Symbol.dispose]())

/** What still works when all run-time packages but one are installed, and none of development. */
async function without(missing: string | undefined): Promise<Without> {
  place.install(Object.keys(manifest.dependencies).filter(name => name !== missing))
  const { stdout, stderr } = await place.run('probe.mjs')
  expect(stderr).toBe('')
  return { outcome: JSON.parse(stdout) as Outcome, help: await place.run('bin/gmailsql', '--help') }
}

const failing = (text: string | RegExp): unknown => ({ error: expect.stringMatching(text) })

describe('a library taken away', () => {
  let whole: Without

  beforeAll(async () => {
    whole = await without(undefined)
  })

  test('none: everything works, without any package of development', () => {
    const { outcome, help } = whole
    expect(outcome).toMatchObject({ library: 'loaded', search: 'UNSEEN -- superset' })
    expect(outcome.properties).toBeGreaterThan(50)
    expect(outcome.mail).not.toHaveLength(0)
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('imapflow: no statement reads mail, others run', async () => {
    expect(importersOf('imapflow')).toEqual(['src/imap/client.ts'])
    const { outcome, help } = await without('imapflow')
    expect(outcome.mail).toEqual(failing(/'imapflow'/))
    expect(outcome).toMatchObject({ library: 'loaded', properties: whole.outcome.properties })
    expect(help.exitCode).toBe(0)
  })

  test('libmime: no statement reads mail, others run', async () => {
    expect(importersOf('libmime')).toEqual([
      'src/mime/charset.ts',
      'src/mime/iso2022.ts',
      'src/mime/render.ts',
    ])
    const { outcome, help } = await without('libmime')
    expect(outcome.mail).toEqual(failing(/'libmime'/))
    expect(outcome).toMatchObject({ library: 'loaded', properties: whole.outcome.properties })
    expect(help.exitCode).toBe(0)
  })

  test('html-to-text: no bodies are read, everything else is', async () => {
    expect(importersOf('html-to-text')).toEqual(['src/mime/html-text.ts'])
    const { outcome, help } = await without('html-to-text')
    expect(outcome).toEqual(whole.outcome)
    expect(help.exitCode).toBe(0)
  })

  test('nodemailer: nothing is composed or sent, everything else works', async () => {
    expect(importersOf('nodemailer')).toEqual([
      'src/mime/compose/compose.ts',
      'src/mime/compose/original.ts',
      'src/smtp/session.ts',
    ])
    const { outcome, help } = await without('nodemailer')
    expect(outcome).toEqual(whole.outcome)
    expect(help.exitCode).toBe(0)
  })

  test('node-sql-parser: the same rows, but nothing is sent as a search', async () => {
    expect(importersOf('node-sql-parser')).toEqual(['src/plan/parse-predicate.ts'])
    const { outcome } = await without('node-sql-parser')
    expect(outcome).toEqual({ ...whole.outcome, search: '(none: the whole mailbox)' })
  })

  test('better-sqlite3: no statement runs', async () => {
    expect(importersOf('better-sqlite3')).toEqual(['src/sqlite/native.ts'])
    const { outcome, help } = await without('better-sqlite3')
    const engine = failing(/^the engine ended unexpectedly/)
    expect(outcome).toEqual({ library: 'loaded', properties: engine, mail: engine, search: engine })
    expect(help.exitCode).toBe(0)
  })

  test('commander: no shell, the library works', async () => {
    expect(importersOf('commander')).toEqual([
      'src/shell/arguments.ts',
      'src/shell/connections/connections-arguments.ts',
      'src/shell/doctor/doctor-arguments.ts',
      'src/shell/report-arguments.ts',
      'src/shell/subcommand.ts',
      'src/shell/sync-arguments.ts',
    ])
    const { outcome, help } = await without('commander')
    expect(outcome).toEqual(whole.outcome)
    expect(help.exitCode).toBe(1)
    expect(help.stderr).toContain("'commander'")
  })

  test('string-width: the library does not load', async () => {
    expect(importersOf('string-width')).toEqual(['src/format/width.ts', 'src/shell/report.ts'])
    const { outcome, help } = await without('string-width')
    expect(outcome).toEqual({ library: failing(/'string-width'/) })
    expect(help.exitCode).toBe(1)
  })

  test('vitest: no tests, and nothing that is built needs it', async () => {
    expect(product.filter(edge => edge.package === 'vitest')).toEqual([])
    const tests = packageImports(readSources('test')).filter(({ file }) => file.endsWith('.test.ts'))
    const all = [...new Set(tests.map(({ file }) => file))]
    expect(all.filter(file => !tests.some(edge => edge.file === file && edge.package === 'vitest'))).toEqual(
      [],
    )
    place.install([])
    const { exitCode, stderr } = await place.run('vitest.config.ts')
    expect(stderr).toContain("'vitest'")
    expect(exitCode).toBe(1)
  })
})

describe('the page of dependencies', () => {
  const runtime = tableWithHead(page, 'package', 'version', 'licence', 'imported by')
  const development = tableWithHead(page, 'package', 'version', 'licence', 'why')
  const nameOf = ([cell = '']: readonly string[]) => codesOf(cell)[0]!

  test('has every package that is imported, and the folders that do', () => {
    const used = new Set(product.map(edge => edge.package).filter(name => name in manifest.dependencies))
    expect(runtime.map(nameOf).toSorted()).toEqual([...used].toSorted())
    for (const row of runtime) {
      const files = product.filter(edge => edge.package === nameOf(row)).map(({ file }) => file)
      const folders = new Set(files.map(file => file.split('/').slice(0, 2).join('/')))
      expect(codesOf(row[3]!), nameOf(row)).toEqual([...folders].toSorted())
    }
    const tests = packageImports(readSources('test', 'scripts', 'vitest.config.ts')).map(edge => edge.package)
    const tools = [...new Set(tests)].filter(name => name in manifest.devDependencies)
    expect(development.map(nameOf)).toEqual(expect.arrayContaining(tools))
  })

  test('has the versions and licences that are installed', () => {
    const wanted: Readonly<Record<string, string>> = { ...manifest.dependencies, ...manifest.devDependencies }
    for (const row of [...runtime, ...development]) {
      const [, version = '', licence = ''] = row
      const path = join(ROOT, 'node_modules', nameOf(row), 'package.json')
      const installed = JSON.parse(readFileSync(path, 'utf8')) as { license: string }
      expect([nameOf(row), codesOf(version)[0], licence]).toEqual([
        nameOf(row),
        wanted[nameOf(row)],
        installed.license,
      ])
    }
  })

  test('explains every override', () => {
    const { text } = page
    expect(Object.keys(manifest.overrides).filter(name => !text.includes(`\`${name}\``))).toEqual([])
  })
})
