import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { readPage } from '../docs/pages.ts'
import { installTarball, nodeOf, pack, runWith, type Tarball } from '../support/packed.ts'

/** All that may be in the package. */
const ALLOWED = [
  /^dist\/(?:src|schema)\/[\w/-]+\.(?:js|d\.ts)$/,
  /^reports\/[a-z]+\.md$/,
  /^bin\/(?:gmailsql|package\.json)$/,
  /^(?:package\.json|README(?:\.ja)?\.md|CHANGELOG\.md|SECURITY\.md|LICENSE)$/,
]

/** The oldest that is supported, and that of these tests. */
const VERSIONS = ['22.14.0', process.versions.node] as const

const PROGRAM = `
const gmaild = await startGmaild({ messages: 40 })
const { host, port, user, password } = gmaild
const connection = { Server: host, Port: port, TLS: 'None', User: user, Password: password }
const db = await connect(connection)
const { rows } = await db.query("SELECT COUNT(*) AS n FROM Messages WHERE BodyText LIKE '%a%'")
const mail = new Kysely({ dialect: new GmailSqlDialect({ connection }) })
const built = await mail.selectFrom('Inbox').select('Subject').limit(1).execute()
await mail.destroy()
await db.close()
await gmaild.close()
console.log(JSON.stringify({ version: process.version, n: rows[0].n, built: typeof built[0].Subject }))
`

const PROGRAMS: Readonly<Record<string, string>> = {
  'import.js': `
import { connect } from 'gmailsql'
import { startGmaild } from 'gmailsql/gmaild'
import { GmailSqlDialect } from 'gmailsql/kysely'
import { Kysely } from 'kysely'
${PROGRAM}`,
  'require.cjs': `
const { connect } = require('gmailsql')
const { startGmaild } = require('gmailsql/gmaild')
const { GmailSqlDialect } = require('gmailsql/kysely')
const { Kysely } = require('kysely')
async function main() {
${PROGRAM}
}
main()`,
  'import.cjs': `
async function main() {
const { connect } = await import('gmailsql')
const { startGmaild } = await import('gmailsql/gmaild')
const { GmailSqlDialect } = await import('gmailsql/kysely')
const { Kysely } = await import('kysely')
${PROGRAM}
}
main()`,
}

/** With no type of Node.js: whoever has them gets them from elsewhere. */
const TYPED: Readonly<Record<string, string>> = {
  'typed.ts': `
import { connect, createPool, GmailSqlError, type InboxRow, type Result, Secret } from 'gmailsql'
import { startGmaild } from 'gmailsql/gmaild'
import { GmailSqlDialect, type MailDatabase } from 'gmailsql/kysely'
import { Kysely } from 'kysely'
const gmaild = await startGmaild({ messages: 5 })
const db = await connect({ User: gmaild.user, Password: new Secret(gmaild.password) })
const { rows }: Result<InboxRow> = await db.query<InboxRow>('SELECT * FROM Inbox')
export const subject: string | null | undefined = rows[0]?.Subject
export const pool = createPool('User=x', { max: 2 })
export const mail = new Kysely<MailDatabase>({ dialect: new GmailSqlDialect({ connection: 'User=x' }) })
export const code = (error: unknown) => (error instanceof GmailSqlError ? error.code : undefined)
// @ts-expect-error a connection takes no number
await connect(1)
`,
  'typed.cts': `
import gmailsql = require('gmailsql')
const db: Promise<gmailsql.Connection> = gmailsql.connect('User=x')
export = db
`,
}

const folder = mkdtempSync(join(tmpdir(), 'gmailsql-packed-'))
const app = join(folder, 'app')
const starter = join(app, 'node_modules/.bin/gmailsql')
const tool = (name: string) => join(ROOT, 'node_modules/.bin', name)
let tarball: Tarball

beforeAll(async () => {
  const project = join(folder, 'project')
  mkdirSync(project)
  mkdirSync(app)
  tarball = await pack(project)
  await installTarball(app, tarball)
  symlinkSync(join(ROOT, 'node_modules/kysely'), join(app, 'node_modules/kysely'), 'junction')
  for (const [name, text] of Object.entries({ ...PROGRAMS, ...TYPED })) writeFileSync(join(app, name), text)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the package', () => {
  test('has what runs and what declares it, and nothing else', () => {
    expect(tarball.paths.filter(path => !ALLOWED.some(allowed => allowed.test(path)))).toEqual([])
    for (const path of ['dist/src/index.js', 'dist/src/index.d.ts', 'reports/overview.md', 'SECURITY.md'])
      expect(tarball.paths).toContain(path)
  })

  test('is as large as its page says, within a tenth', () => {
    const { text } = readPage('docs/dependencies.md')
    const [, packed, unpacked] = /(\d\.\d) MB, unpacked (\d\.\d) MB/.exec(text)!
    expect(tarball.size / 1e6 / Number(packed)).toBeCloseTo(1, 0.7)
    expect(tarball.unpackedSize / 1e6 / Number(unpacked)).toBeCloseTo(1, 0.7)
  })

  test('has no fault that publint or attw would find', async () => {
    const { stdout } = await runWith(process.execPath, app, tool('publint'), 'run', tarball.file, '--strict')
    expect(stdout).toContain('All good!')
    // What is ESM alone cannot be required before Node.js 22.12, which the profile leaves out as the package does.
    await runWith(process.execPath, app, tool('attw'), tarball.file, '--profile', 'esm-only')
  })

  test('compiles in strict programs of either module system, without the types of Node.js', async () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022']
    const compiled = runWith(process.execPath, app, tool('tsc'), ...options, ...Object.keys(TYPED))
    const { stdout } = await compiled.catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  })
})

describe.each(VERSIONS)('installed, with Node.js %s', version => {
  let node: string
  const gmailsql = (...args: readonly string[]) => runWith(node, app, starter, ...args)
  beforeAll(async () => {
    node = version === process.versions.node ? process.execPath : await nodeOf(version)
  })

  test.each(Object.keys(PROGRAMS))('%s has the library, the Gmail for tests and the dialect', async file => {
    const { stdout, stderr } = await runWith(node, app, node, file)
    expect(stderr).toBe('')
    const told = JSON.parse(stdout) as { n: number }
    expect(told).toMatchObject({ version: `v${version}`, built: 'string' })
    expect(told.n).toBeGreaterThan(10)
  })

  test('the shell answers, reads mail and makes a report', async () => {
    expect((await gmailsql('--version')).stdout).toMatch(/^gmailsql \d+\.\d+\.\d+\n$/)
    const sql = 'SELECT COUNT(*) AS n FROM Messages'
    expect((await gmailsql('--demo', '--format', 'csv', '-c', sql)).stdout).toMatch(/^n\r\n[1-9]\d+\r\n$/)
    const { stdout } = await gmailsql('report', 'overview', '--demo')
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<svg[\s\S]*<\/html>\s*$/)
  })
})
