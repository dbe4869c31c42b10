import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../architecture/sources.ts'

const run = promisify(execFile)

/** What the build and the tarball are made of. */
const MADE_OF = [
  ...['src', 'schema', 'bin', 'reports', 'scripts/clean.ts', 'tsconfig.json', 'tsconfig.build.json'],
  ...['package.json', 'README.md', 'README.ja.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'],
]

export interface Tarball {
  readonly file: string
  /** In bytes, packed and unpacked. */
  readonly size: number
  readonly unpackedSize: number
  readonly paths: readonly string[]
}

/** Builds a copy of the project in the folder, so that nobody's `dist` is touched, and packs it as `npm publish` would. */
export async function pack(folder: string): Promise<Tarball> {
  for (const name of MADE_OF) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const { stdout } = await npm(folder, 'pack', '--json', '--loglevel=error')
  // Before its JSON npm shows what the build says. npm 12 has the packages by name, those before it in a list.
  const told: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)))
  const [packed] = Object.values(told as Record<string, Packed>)
  if (!packed) throw new Error(`npm pack answers ${stdout}`)
  const { filename, size, unpackedSize, files } = packed
  return { file: join(folder, filename), size, unpackedSize, paths: files.map(({ path }) => path) }
}

interface Packed extends Omit<Tarball, 'file' | 'paths'> {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** Installs the tarball in the folder, which is empty, as a stranger does. */
export async function installTarball(folder: string, { file }: Tarball): Promise<void> {
  const manifest = { name: 'app', private: true, type: 'module' }
  const write = (more: object) =>
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...more }))
  const install = () => npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', file)
  write({})
  await install().catch((error: unknown) => {
    if (!/ETARGET/.test(String(error))) throw error
    // A mirror that lags behind has not every patch release that imapflow names; docs/dependencies.md tells of it.
    const { overrides } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      overrides: object
    }
    write({ overrides })
    return install()
  })
}

/** The program of that version of Node.js. It is installed once: the registry has the programs as packages. */
export async function nodeOf(version: string): Promise<string> {
  const folder = join(ROOT, 'node_modules/.cache', `node-${version}`)
  const system = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${system}-${process.arch}`
  const program = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node')
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    await npm(folder, 'install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`)
  }
  return program
}

/** Runs a program in the folder, `node` there being the one that is given. */
export async function runWith(
  node: string,
  folder: string,
  program: string,
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string }> {
  return await run(program, args, { cwd: folder, env: environment(dirname(node)), maxBuffer: 2 ** 24 })
}

async function npm(folder: string, ...args: readonly string[]): Promise<{ stdout: string }> {
  const windows = process.platform === 'win32'
  const env = { ...environment(join(ROOT, 'node_modules/.bin')), ...npmSettings() }
  return await run(windows ? 'npm.cmd' : 'npm', args, {
    cwd: folder,
    env,
    shell: windows,
    maxBuffer: 2 ** 24,
  })
}

/** Nothing of the tests' own environment but what programs need to start. */
function environment(first: string): Record<string, string> {
  const { PATH = '', HOME = '', SystemRoot = '', TEMP = '' } = process.env
  return { PATH: `${first}${delimiter}${PATH}`, HOME, SystemRoot, TEMP }
}

/** Where packages come from: registry, cache and proxies, as whoever runs the tests has set them. */
function npmSettings(): Record<string, string | undefined> {
  const wanted =
    /^(npm_config_(registry|cache|cafile|userconfig|proxy|https_proxy)|https?_proxy|no_proxy|node_extra_ca_certs)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)))
}
