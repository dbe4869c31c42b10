import { anything, text, textOf } from './arguments.ts'
import { Family } from './define.ts'
import { plain, UNSPACED, WORD } from './word-forms.ts'
import { tokensOf } from './word-tokens.ts'

/** Made when it is needed: its dictionaries take 10 ms, and every process reads this file. */
let segmenter: Intl.Segmenter | undefined

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

/** What the store's index of words is made of. */
export const wordTokensFunction = new Family('internal').scalar({
  name: 'GMAILSQL_WORDS',
  parameters: 'text, …',
  doc: 'The words of texts as the index of the store has them: small, each once, with a blank between.',
  example: ["GMAILSQL_WORDS('Re: Invoice', NULL, 'invoice 東京')", 're invoice 東京 京'],
  args: [anything],
  rest: anything,
  call: (...texts) => tokensOf(texts.filter(each => each !== null).map(textOf)).join(' '),
})
