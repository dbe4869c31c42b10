import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Folder → the numbers of the bad inputs that must be tested in it. A file's name begins with those that it is about. */
const REQUIRED: Readonly<Record<string, readonly (readonly [first: number, last: number])[]>> = {
  connection: [[1, 18]],
  sql: [
    [19, 27],
    [32, 36],
  ],
  messages: [[37, 52]],
  oauth: [[77, 94]],
  files: [
    [95, 104],
    [106, 106],
  ],
}

function testFiles(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder)).filter(file => file.endsWith('.test.ts'))
}

/** `51-52-content-elsewhere.test.ts` → 51, 52. */
function numbersOf(file: string): number[] {
  return (/^(?:\d+-)*/.exec(file)?.[0] ?? '').split('-').filter(Boolean).map(Number)
}

const expand = (ranges: readonly (readonly [number, number])[]) =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))

test('every folder of bad inputs is known here', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter(each => each.isDirectory())
  expect(folders.map(({ name }) => name).toSorted()).toEqual(Object.keys(REQUIRED).toSorted())
})

describe.each(Object.entries(REQUIRED))('of the bad inputs of %s', (folder, ranges) => {
  test('each is tested, and no number is of another folder', () => {
    const cited = new Set(testFiles(folder).flatMap(numbersOf))
    expect([...cited].toSorted((a, b) => a - b)).toEqual(expand(ranges))
  })

  test('every file names at least one and runs a test', () => {
    for (const file of testFiles(folder)) {
      const text = readFileSync(join(import.meta.dirname, folder, file), 'utf8')
      const runs = /^\s*(?:test|it)[.(]/m.test(text)
      expect({ file, isNumbered: numbersOf(file).length > 0, runs }).toEqual({
        file,
        isNumbered: true,
        runs: true,
      })
    }
  })
})
