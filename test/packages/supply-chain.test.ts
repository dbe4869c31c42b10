import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { codesOf, readPage, tableWithHead } from '../docs/pages.ts'

interface Locked {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
const manifest: {
  readonly dependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
} = read('package.json')
const lock: Readonly<Record<string, Locked>> = read('package-lock.json').packages
const page = readPage('docs/dependencies.md')

/** Where a package lies, and what the lockfile says of it; the project itself is left out. */
const everything = Object.entries(lock).filter(([path]) => path !== '')
/** What is installed with gmailsql, optional packages and packages of packages included. */
const production = everything.filter(([, { dev }]) => dev !== true)
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Each lets the package be used, changed and passed on in whatever program, for naming who wrote it at most. */
const PERMISSIVE = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'])

/** Whether one of the licences that whoever uses it may choose from is permissive. */
function isPermissive(licence = ''): boolean {
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some(choice => PERMISSIVE.has(choice))
}

/**
 * Whether npm runs code of the package when that is installed. The lockfile says so of everything with a binding.gyp, which npm would
 * compile, also where the package forbids that; so what is there is asked.
 */
function runsCode([path, { hasInstallScript }]: (typeof everything)[number]): boolean {
  if (!hasInstallScript || !existsSync(join(ROOT, path))) return hasInstallScript === true
  const { scripts = {}, gypfile } = read(`${path}/package.json`)
  const isCompiled = existsSync(join(ROOT, path, 'binding.gyp')) && gypfile !== false
  return isCompiled || ['preinstall', 'install', 'postinstall'].some(name => name in scripts)
}

describe('what is installed with gmailsql', () => {
  test('is asked for by no more than 14 dependencies', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(14)
    expect(production.length).toBeGreaterThan(80)
  })

  test('has permissive licences, but for those that the page names with a reason', () => {
    const others = production.filter(([, { license }]) => !isPermissive(license))
    const rows = tableWithHead(page, 'package of a package', 'licence', 'comes with', 'why it may')
    expect(rows.map(([name = '', licence]) => [codesOf(name)[0], licence])).toEqual(
      others.map(([path, { license }]) => [nameOf(path), license]),
    )
    for (const [name = '', , parent = ''] of rows)
      expect(lock[`node_modules/${codesOf(parent)[0]}`]?.dependencies).toHaveProperty(codesOf(name)[0]!)
  })

  test('runs no code when it is installed', () => {
    expect(production.filter(runsCode)).toEqual([])
    // npm compiles what has a binding.gyp, unless it is told not to.
    const native = production.filter(([path]) => existsSync(join(ROOT, path, 'binding.gyp')))
    expect(native.map(([path]) => path)).toEqual(['node_modules/better-sqlite3'])
    for (const [path] of native) expect(read(`${path}/package.json`).gypfile).toBe(false)
  })
})

describe('the lockfile', () => {
  test('has a hash for every package, and no registry but npm’s', () => {
    expect(everything.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
    const registry = 'https://registry.npmjs.org/'
    const odd = everything.filter(([, { resolved }]) => resolved && !resolved.startsWith(registry))
    expect(odd).toEqual([])
  })

  test('lets only those packages run code in a checkout that are allowed to, with a reason', () => {
    const scripts = everything.filter(runsCode)
    const allowed = Object.keys(manifest.allowScripts)
    expect(scripts.map(([path]) => nameOf(path))).toEqual(allowed)
    for (const name of allowed)
      expect(page.text).toMatch(new RegExp(`\`allowScripts\`[^#]*\`${name}\`, which`))
  })
})
