import { text } from './arguments.ts'
import { Family } from './define.ts'
import { fold } from './fold.ts'

/** Scripts that do not part words by blanks: where one ends is asked of Unicode's rules and dictionaries. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}])[\p{L}\p{N}\p{M}])+/gu
const ASCII = /^[\x00-\x7f]*$/

/** Made when it is needed: its dictionaries take 10 ms, and every process reads this file. */
let segmenter: Intl.Segmenter | undefined

/** Without case, and full-width letters as their usual form. */
function plain(given: string): string {
  return ASCII.test(given) ? given.toLowerCase() : fold(given.normalize('NFKC'))
}

/** Whether the words stand in the text as whole words, one after the other. Words that are none stand nowhere. */
export function containsWords(given: string, words: string): boolean {
  const [inText, wanted] = [plain(given), plain(words)]
  const list = wanted.match(WORD)
  if (!list?.every(word => inText.includes(word))) return false
  if (UNSPACED.test(wanted)) return standsWhole(inText, list.join(' '), wanted.trim())
  return ` ${(inText.match(WORD) ?? []).join(' ')} `.includes(` ${list.join(' ')} `)
}

/** As typed, between two borders of words. */
function standsWhole(given: string, phrase: string, typed: string): boolean {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' })
  const segments = segmenter.segment(given)
  const isBorder = (at: number) => at >= given.length || segments.containing(at)?.index === at
  for (const wanted of new Set([typed, phrase])) {
    for (let at = given.indexOf(wanted); at >= 0; at = given.indexOf(wanted, at + 1)) {
      if (isBorder(at) && isBorder(at + wanted.length)) return true
    }
  }
  return false
}

const mail = new Family('mail')

export const wordFunctions = [
  ...mail.scalar({
    name: 'CONTAINS',
    parameters: 'text, words',
    doc: 'What text CONTAINS words does: 1 when the words stand in the text as whole words one after the other, without case. Of a mail column and a constant Gmail is asked instead.',
    example: ["CONTAINS('Invoice No. 7', 'invoice no')", 1],
    args: [text, text],
    call: containsWords,
  }),
  ...mail.scalar({
    name: 'MATCH',
    parameters: 'words, text',
    doc: 'What text MATCH words does: the same as CONTAINS(text, words).',
    example: ["'Invoice No. 7' MATCH 'voice'", 0],
    args: [text, text],
    call: (words, given) => containsWords(given, words),
  }),
]
