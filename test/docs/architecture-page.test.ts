import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { codesOf, readPage, withoutBlocks } from './pages.ts'

/** Names as the page writes them: a file without its ending, below the project or below src. */
function isThere(name: string): boolean {
  return ['', 'src'].some(base => ['', '.ts'].some(end => existsSync(join(ROOT, base, name + end))))
}

test('the files and folders that the picture of the project names are there', () => {
  const names = codesOf(withoutBlocks(readPage('docs/architecture.md').text))
    .filter(name => /^[\w.-]+(?:\/[\w.-]+)+\/?$/.test(name))
    // A type of MIME.
    .filter(name => name !== 'message/external-body')
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter(name => !isThere(name))).toEqual([])
})
