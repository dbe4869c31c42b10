import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unusedExports } from './architecture/exports.ts'
import { refusalsWithoutHint } from './architecture/hints.ts'
import { cycles, floorOf, floorViolations, MAY_IMPORT, packageViolations } from './architecture/imports.ts'
import { excesses, exportViolations, nameViolations, textViolations } from './architecture/shape.ts'
import { importsOf, parseSource, ROOT, readSources, readTexts } from './architecture/sources.ts'

/** `path` or `path#function` → why it may be larger than the budget. */
const LARGER_ON_PURPOSE: Readonly<Record<string, string>> = {
  'schema/index.ts': 'made by `npm run gen`, a line for each declaration',
}

/** `path#name` → why the name may have a banned word in it. */
const NAMED_ON_PURPOSE: Readonly<Record<string, string>> = {}

const sources = readSources('src', 'schema', 'bin')
const imports = sources.flatMap(importsOf)
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: object
  peerDependencies: object
  optionalDependencies: object
}
const dependencies = Object.keys({
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
  ...manifest.peerDependencies,
})

const importsIn = (path: string, text: string) => importsOf(parseSource(path, text))

describe('the project', () => {
  test('is found', () => {
    expect(sources.length).toBeGreaterThan(20)
    expect(imports.length).toBeGreaterThan(50)
  })

  test('has no folder without a floor', () => {
    expect(
      [...new Set(sources.map(source => floorOf(source.path)))].filter(floor => !(floor in MAY_IMPORT)),
    ).toEqual([])
  })

  test('imports downwards only', () => {
    expect(floorViolations(imports)).toEqual([])
  })

  test('has each library behind one folder, and uses only those that it declares', () => {
    expect(packageViolations(imports, dependencies)).toEqual([])
  })

  test('says what to do instead wherever it refuses something', () => {
    expect(sources.flatMap(refusalsWithoutHint)).toEqual([])
    const forgetful = parseSource('a.ts', "throw new GmailSqlError('NOT_SUPPORTED', 'no', { position })")
    expect(refusalsWithoutHint(forgetful)).toEqual(['a.ts:1'])
  })

  test('imports nothing that is not there', () => {
    const paths = new Set([...sources.map(source => source.path), 'package.json'])
    expect(imports.filter(edge => edge.isRelative && !paths.has(edge.to))).toEqual([])
  })

  test('has no cycle, through types neither', () => {
    expect(cycles(imports)).toEqual([])
  })

  test('exports every name by hand', () => {
    expect(sources.flatMap(exportViolations)).toEqual([])
  })

  test('exports no value that nobody imports', () => {
    expect(unusedExports(sources, readTexts('test', 'scripts', 'bench'))).toEqual([])
  })

  test('keeps files, functions and parameter lists small', () => {
    const found = sources.flatMap(excesses)
    expect(found.filter(excess => !(excess.where in LARGER_ON_PURPOSE))).toEqual([])
    const stale = Object.keys(LARGER_ON_PURPOSE).filter(
      where => !found.some(excess => excess.where === where),
    )
    expect(stale).toEqual([])
  })

  test('names things by what they are', () => {
    const found = sources.flatMap(nameViolations)
    expect(found.filter(name => !(name in NAMED_ON_PURPOSE))).toEqual([])
    expect(Object.keys(NAMED_ON_PURPOSE).filter(name => !found.includes(name))).toEqual([])
  })

  test('speaks of itself only, and is finished', () => {
    const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'package.json']
    const texts = readTexts('src', 'schema', 'bin', 'test', 'docs', 'scripts', ...pages)
    expect(texts.flatMap(({ path, text }) => textViolations(path, text))).toEqual([])
  })
})

describe('the checks notice', () => {
  test.each([
    ["import { a } from '../exec/a.ts'"],
    ["import type { A } from '../exec/a.ts'"],
    ["export { a } from '../exec/a.ts'"],
    ["const a = await import('../exec/a.ts')"],
    ["type A = import('../exec/a.ts').A"],
    ["new Worker(new URL('../exec/a.ts', import.meta.url))"],
  ])('an import upwards: %s', text => {
    expect(floorViolations(importsIn('src/sql/x.ts', text))).toEqual(['src/sql/x.ts:1 imports src/exec/a.ts'])
  })

  test('an import of what is allowed as nothing', () => {
    const text = "import { a } from './a.ts'\nimport { b } from '../util/b.ts'\nimport 'node:fs'"
    expect(floorViolations(importsIn('src/sql/x.ts', text))).toEqual([])
  })

  test('a value from where only types may come', () => {
    expect(
      floorViolations(importsIn('schema/tables/x.ts', "import type { A } from '../../src/mail/a.ts'")),
    ).toEqual([])
    expect(
      floorViolations(importsIn('schema/tables/x.ts', "import { a } from '../../src/mail/a.ts'")),
    ).toHaveLength(1)
  })

  test('a shell that reaches inside', () => {
    const text = "import { connect } from '../index.ts'\nimport { Engine } from '../sqlite/engine.ts'"
    expect(floorViolations(importsIn('src/shell/x.ts', text))).toEqual([
      'src/shell/x.ts:2 imports src/sqlite/engine.ts',
    ])
  })

  test('a library beside its owner, and one that is not declared', () => {
    const edges = importsIn('src/store/x.ts', "import D from 'better-sqlite3'\nimport { x } from '@a/b/c'")
    expect(packageViolations(edges, ['better-sqlite3'])).toEqual([
      'src/store/x.ts:1 imports better-sqlite3',
      'src/store/x.ts:2 imports @a/b',
    ])
    expect(
      packageViolations(importsIn('src/sqlite/x.ts', "import D from 'better-sqlite3'"), ['better-sqlite3']),
    ).toEqual([])
  })

  test('a cycle through a type', () => {
    const edges = [
      ...importsIn('src/sql/a.ts', "import type { B } from './b.ts'"),
      ...importsIn('src/sql/b.ts', "import { c } from './c.ts'"),
      ...importsIn('src/sql/c.ts', "import { a } from './a.ts'"),
      ...importsIn('src/sql/d.ts', "import { a } from './a.ts'"),
    ]
    expect(cycles(edges)).toEqual([['src/sql/a.ts', 'src/sql/b.ts', 'src/sql/c.ts']])
  })

  test('export * and default exports', () => {
    const texts = [
      "export * from './a.ts'",
      "export * as a from './a.ts'",
      'export default 1',
      'export default class A {}',
    ]
    for (const text of texts) expect(exportViolations(parseSource('src/a.ts', text))).toEqual(['src/a.ts:1'])
    expect(exportViolations(parseSource('src/a.ts', 'switch (a) { default: }'))).toEqual([])
  })

  test('values that nobody imports, and those that only a test does', () => {
    const sources = [
      parseSource(
        'src/a.ts',
        'export const a = 1\nexport function b() {}\nexport type T = 1\nexport class C {}',
      ),
      parseSource('src/b.ts', 'export const d = 1\nexport const e = d'),
      parseSource('src/c.ts', 'export const f = 1'),
      parseSource('src/index.ts', "import { a as z } from './a.ts'\nexport const g = [z, import('./c.ts')]"),
    ]
    const test = "import { C } from '../src/a.ts'\nimport { d } from '../src/b.ts'"
    expect(unusedExports(sources, [{ path: 'test/x.ts', text: test }])).toEqual([
      'src/a.ts#b',
      'src/a.ts#C',
      'src/b.ts#e',
    ])
  })

  test('long functions and files, and many parameters', () => {
    const long = `const f = () => {\n${'a\n'.repeat(39)}}\nclass A { m(a, b, c, d, e) {} }\n`
    expect(excesses(parseSource('src/a.ts', long))).toEqual([
      { where: 'src/a.ts#f', what: '41 lines' },
      { where: 'src/a.ts#m', what: '5 parameters' },
    ])
    expect(excesses(parseSource('src/a.ts', 'a\n'.repeat(301)))).toEqual([
      { where: 'src/a.ts', what: '301 lines' },
    ])
    expect(excesses(parseSource('src/a.ts', 'a\n'.repeat(300)))).toEqual([])
    expect(excesses(parseSource('schema/a.ts', 'a\n'.repeat(81)))).toHaveLength(1)
  })

  test('names that name no job', () => {
    const text =
      'class PoolManager { #folderName = 1 }\nfunction dateHelper(utils: number) {}\nconst holder = managerial'
    expect(nameViolations(parseSource('src/a.ts', text))).toEqual([
      'src/a.ts#PoolManager',
      'src/a.ts##folderName',
      'src/a.ts#dateHelper',
      'src/a.ts#utils',
    ])
  })

  test('texts that belong elsewhere', () => {
    const texts = [
      `/wor${'k'}/main`,
      `TO${'DO'}`,
      `not implemente${'d'}`,
      `test.ski${'p'}(`,
      `see issu${'e'} #12`,
    ]
    for (const text of texts) expect(textViolations('a', `x ${text} y`)).toHaveLength(1)
    expect(textViolations('a', 'the framework/core, a session with a todo list')).toEqual([])
  })
})
