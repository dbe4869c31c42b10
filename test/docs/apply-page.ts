import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from '../architecture/sources.ts'
import { type Block, placeOf } from './pages.ts'
import type { Ended } from './programs.ts'

/** What a change of the sources may touch, and what its checks read. */
const COPIED = [
  ...['src', 'schema', 'scripts', 'test', 'bench', 'examples', 'docs', 'bin', 'site/pages'],
  ...[
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'package.json',
    'package-lock.json',
    'biome.json',
    'tsconfig.json',
  ],
  ...['vitest.config.ts', 'vitest.interop.config.ts', 'vitest.long.config.ts'],
]

/** A copy of the project in which the blocks of a page are done. */
export interface Copy extends AsyncDisposable {
  readonly folder: string
  /** A new file, or lines put into one that is there. @throws Error naming the block whose place is not found once. */
  apply(block: Block): void
  /** One line of a shell, in which `npx` and `npm run` are the tools of the project. */
  runLine(line: string): Promise<Ended>
}

export function copyProject(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'gmailsql-extending-'))
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return {
    folder,
    apply: block => applyBlock(block, folder),
    runLine: line => runLine(toolLine(line), folder),
    // Not rmSync, which looks for canaries in what it removes: their own source is here.
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Blocks that say what a file is: `ts new path`, or lines for one: `diff path`. */
export function isChange({ info }: Block): boolean {
  return info[0] === 'diff' || info[1] === 'new'
}

function applyBlock(block: Block, folder: string): void {
  const file = join(folder, block.info.at(-1)!)
  if (block.info[1] === 'new') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${block.text}\n`, { flag: 'wx' })
    return
  }
  const lines = block.text.split('\n')
  const side = (marks: string) =>
    lines
      .filter(line => marks.includes(line[0] ?? ' '))
      .map(line => `${line.slice(1)}\n`)
      .join('')
  const [before, after] = [side(' -'), side(' +')]
  const [head, tail, ...more] = `\n${readFileSync(file, 'utf8')}`.split(`\n${before}`)
  if (head === undefined || tail === undefined || more.length > 0)
    throw new Error(`${placeOf(block)}: the lines around the change are not there once`)
  writeFileSync(file, `${head}\n${after}${tail}`.slice(1))
}

function toolLine(line: string): string {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  return line.replace(/^npx /, '').replace(/^npm run (\w+)/, (_, name: string) => scripts[name] ?? 'false')
}

function runLine(line: string, cwd: string): Promise<Ended> {
  const path = [join(ROOT, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(
    delimiter,
  )
  return new Promise(resolve => {
    const options = { cwd, env: { ...process.env, PATH: path }, maxBuffer: 64_000_000 }
    const child = execFile('/bin/sh', ['-c', line], options, (error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? (error ? 1 : 0), stdout, stderr })
    })
  })
}
