import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '../architecture/sources.ts'

/** A copy of the sources in which only some packages are installed. */
export interface Installation extends Disposable {
  /** Makes these packages the only ones. */
  install(packages: readonly string[]): void
  /** Runs Node.js there and answers what it printed. */
  run(...args: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>
}

export function copySources(files: Readonly<Record<string, string>>): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'gmailsql-packages-'))
  for (const name of ['src', 'schema', 'bin', 'package.json', 'vitest.config.ts'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return {
    install(packages) {
      rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
      for (const name of packages) link(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
    },
    run: (...args) =>
      new Promise(resolve => {
        const child = execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
          resolve({ exitCode: child.exitCode ?? (error ? 1 : 0), stdout, stderr })
        })
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path, 'junction')
}

/**
 * A program that tries what the project does, one after the other, and prints as JSON what came of each: the result, or
 * the text of the error.
 */
export const PROBE = `
const found = {}
async function attempt(name, work) {
  try {
    found[name] = await work()
  } catch (error) {
    found[name] = { error: String(error.message) }
  }
}
const { startGmaild } = await import('./src/gmaild/index.ts')
const gmaild = await startGmaild({ messages: 60 })
await attempt('library', async () => {
  const { connect } = await import('./src/index.ts')
  const { host, port, user, password } = gmaild
  const db = await connect({ Server: host, Port: port, TLS: 'None', User: user, Password: password })
  const sql = "SELECT Subject FROM Inbox WHERE NOT IsRead AND Subject LIKE '%e%'"
  await attempt('properties', async () => (await db.query('SELECT Name FROM sys_connection_props')).rowCount)
  await attempt('mail', async () => (await db.query(sql)).rows.map(row => row.Subject))
  await attempt('search', async () => /^ +search +(.*)$/m.exec(await db.explain(sql))[1])
  await db.close()
  return 'loaded'
})
await gmaild.close()
console.log(JSON.stringify(found))
`
