import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'

/** The files that are loaded by a program which imports the library and does nothing. */
function loadedByImport(): string[] {
  const spy = join(temporaryFolder(), 'spy.mjs')
  writeFileSync(
    spy,
    `import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => { console.log('LOAD ' + url); return next(url, context) } })`,
  )
  const library = pathToFileURL(join(ROOT, 'src/index.ts')).href
  const program = [
    '--import',
    pathToFileURL(spy).href,
    '--input-type=module',
    '-e',
    `await import('${library}')`,
  ]
  const { stdout } = spawnSync(process.execPath, program, { encoding: 'utf8', maxBuffer: 2 ** 24 })
  return stdout.split('\n').filter(line => line.startsWith('LOAD file:'))
}

test('to import the library loads no package but string-width, and neither the shell nor reports nor the Gmail for tests', () => {
  const loaded = loadedByImport()
  expect(loaded.length).toBeGreaterThan(100)
  const packages = loaded.flatMap(line => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(line)?.[1] ?? [])
  // The last three are its own.
  expect([...new Set(packages)].toSorted()).toEqual(
    ['ansi-regex', 'get-east-asian-width', 'string-width', 'strip-ansi'].toSorted(),
  )
  expect(loaded.filter(line => /\/src\/(?:shell|report|gmaild|smtp)\//.test(line))).toEqual([])
})
