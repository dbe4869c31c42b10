import { execFile } from 'node:child_process'
import { join } from 'node:path'

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

const ROOT = join(import.meta.dirname, '../../..')
export const STARTER = join(ROOT, 'bin/gmailsql')
export const LIBRARY = join(ROOT, 'src/index.ts')

/** Runs a program of this project to its end. */
export async function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return await new Promise(resolve => {
    const options = { cwd: ROOT, env: { ...process.env, ...environment }, maxBuffer: 1 << 26 }
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      resolve({ exitCode: typeof code === 'number' ? code : null, stdout, stderr })
    })
    child.stdin?.end()
  })
}

/** The text of a module that uses the library, run by itself. */
export async function runModule(text: string, ...nodeOptions: string[]): Promise<Ended> {
  return await run(process.execPath, ['--no-warnings', ...nodeOptions, '--input-type=module', '--eval', text])
}
