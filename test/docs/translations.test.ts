import { expect, test } from 'vitest'
import { blocksOf, codesOf, readPage, relativeLinks, tablesOf, withoutBlocks } from './pages.ts'

/** A page and the same page in another language. */
const PAIRS = [
  ['README.md', 'README.ja.md'],
  ['docs/oauth.md', 'docs/oauth.ja.md'],
] as const

/** Every word in backticks, as often as it stands there. */
function codesIn(text: string): string[] {
  return codesOf(withoutBlocks(text)).toSorted()
}

function headingLevels(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/^(#+) /gm)].map(match => match[1]!)
}

function listItems(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/^(\d+\.|\*) /gm)].map(match => match[1]!)
}

test.each(PAIRS)('%s and %s have the same blocks, to the letter', (original, translation) => {
  const shown = (path: string) => blocksOf(readPage(path)).map(({ info, text }) => [info.join(' '), text])
  expect(shown(translation)).toEqual(shown(original))
})

test.each(PAIRS)('%s and %s have the same headings, lists and rows of tables', (original, translation) => {
  const [one, other] = [readPage(original), readPage(translation)]
  expect(headingLevels(other.text)).toEqual(headingLevels(one.text))
  expect(listItems(other.text)).toEqual(listItems(one.text))
  const codes = (page: typeof one) =>
    tablesOf(page).map(rows => rows.map(row => row.flatMap(codesOf).toSorted()))
  expect(codes(other)).toEqual(codes(one))
})

test.each(PAIRS)('%s and %s name the same properties, codes and values', (original, translation) => {
  expect([...new Set(codesIn(readPage(translation).text))]).toEqual([
    ...new Set(codesIn(readPage(original).text)),
  ])
})

test.each(PAIRS)('%s and %s lead to each other', (original, translation) => {
  const files = (path: string) => relativeLinks(readPage(path)).map(({ file }) => file)
  expect(files(original)).toContain(translation)
  expect(files(translation)).toContain(original)
})
