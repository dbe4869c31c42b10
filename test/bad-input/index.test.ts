import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ELSEWHERE, WITHOUT_TEST } from './elsewhere.ts'

/** Folder → the numbers of the bad inputs that must be tested in it. A file's name begins with those that it is about. */
const REQUIRED: Readonly<Record<string, readonly (readonly [first: number, last: number])[]>> = {
  connection: [[1, 18]],
  sql: [[19, 36]],
  messages: [[37, 52]],
  server: [
    [59, 60],
    [63, 71],
    [74, 74],
  ],
  oauth: [[77, 94]],
  files: [[95, 106]],
  process: [
    [119, 119],
    [124, 124],
    [126, 127],
  ],
}
const LAST = 128

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

test('each number is tested here or elsewhere, or it is written down why not', () => {
  const known = [
    ...expand(Object.values(REQUIRED).flat()),
    ...Object.keys(ELSEWHERE).map(Number),
    ...expand(WITHOUT_TEST.map(([first, last]) => [first, last])),
  ]
  expect(known.toSorted((a, b) => a - b)).toEqual(expand([[1, LAST]]))
})

test.each(Object.entries(ELSEWHERE))('the tests of %s that are elsewhere are there', (_, tests) => {
  for (const [file, name] of tests) expect(readFileSync(file, 'utf8')).toContain(name)
})

test('the page of bad inputs has a line for each number', () => {
  const page = readFileSync('docs/bad-inputs.md', 'utf8')
  const numbers = [...page.matchAll(/^\| (\d+)(?:–(\d+))? \|/gm)].flatMap(([, first, last]) =>
    expand([[Number(first), Number(last ?? first)]]),
  )
  expect(numbers).toEqual(expand([[1, LAST]]))
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
