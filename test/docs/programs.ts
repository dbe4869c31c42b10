import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../architecture/sources.ts'

export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A folder to work in, in which `npx gmailsql` is the shell of these sources. */
export interface Workplace extends Disposable {
  readonly folder: string
  /** One line of a POSIX shell, without input. */
  runLine(line: string): Promise<Ended>
  /** The arguments that a line gives to gmailsql, which is not started. */
  argumentsOf(line: string): Promise<string[]>
  /** A program in TypeScript that imports gmailsql by its name. */
  runProgram(text: string): Promise<Ended>
  /** A script of the project, by its path from the root. */
  runScript(path: string): Promise<Ended>
}

export function openWorkplace(files: Readonly<Record<string, string>> = {}): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'gmailsql-docs-'))
  furnish(folder, files)
  const run = runnerIn(folder)
  return {
    folder,
    runLine: line => run('/bin/sh', ['-c', line]),
    async argumentsOf(line) {
      const { stdout } = await run('/bin/sh', ['-c', line.replace('npx gmailsql', 'print-arguments')])
      return JSON.parse(stdout) as string[]
    },
    runScript: path => run(process.execPath, [join(ROOT, path)]),
    runProgram(text) {
      const file = join(folder, 'program.ts')
      const url = (_: string, part = '') => `from '${source(`src${part}/index.ts`)}'`
      writeFileSync(file, text.replace(/from 'gmailsql(\/gmaild)?'/g, url))
      return run(process.execPath, [file])
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function furnish(folder: string, files: Readonly<Record<string, string>>): void {
  const node = process.execPath
  mkdirSync(join(folder, 'bin'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'shell.ts'), SHELL)
  writeFileSync(join(folder, 'arguments.ts'), 'console.log(JSON.stringify(process.argv.slice(2)))\n')
  writeProgram(
    join(folder, 'bin', 'npx'),
    `[ "$1" = gmailsql ] && shift && exec "${node}" "${folder}/shell.ts" "$@"`,
  )
  writeProgram(join(folder, 'bin', 'print-arguments'), `exec "${node}" "${folder}/arguments.ts" "$@"`)
}

function runnerIn(folder: string): (command: string, args: readonly string[]) => Promise<Ended> {
  const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`
  const env = { PATH: path, LANG: 'C.UTF-8', HOME: folder }
  return (command, args) =>
    new Promise(resolve => {
      const child = execFile(command, args, { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? (error ? 1 : 0), stdout, stderr })
      })
      child.stdin?.end()
    })
}

function source(path: string): string {
  return pathToFileURL(join(ROOT, path)).href
}

/** The shell as bin/gmailsql starts it, but never from a build, which may be of yesterday. */
const SHELL = `import { main, processIo } from '${source('src/shell/main.ts')}'
process.exitCode = await main(process.argv.slice(2), processIo())
`

function writeProgram(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`)
  chmodSync(file, 0o755)
}
