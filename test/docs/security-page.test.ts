import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { codesOf, readPage } from './pages.ts'

const [, section = ''] = /^## Promises\n([\s\S]*?)^A promise/m.exec(readPage('SECURITY.md').text) ?? []
/** Each with its title and the files behind `Tests:`. */
const promises = section
  .split(/^\* /m)
  .slice(1)
  .map(text => {
    const [promise = '', tests = ''] = text.split(/\bTests: /)
    return { title: /^\*\*(.+?)\*\*/.exec(promise)?.[1] ?? promise, files: codesOf(tests) }
  })

describe('SECURITY.md', () => {
  test('makes promises', () => {
    expect(promises.length).toBeGreaterThan(15)
  })

  test.each(promises.map(({ title, files }) => [title, files] as const))(
    'names tests that hold: %s',
    (_, files) => {
      expect(files).not.toEqual([])
      expect(files.filter(file => !file.endsWith('.test.ts') || !existsSync(join(ROOT, file)))).toEqual([])
      for (const file of files)
        expect(readFileSync(join(ROOT, file), 'utf8')).toMatch(/\b(?:expect|check)\w*\(/)
    },
  )
})
