/**
 * Gmail finds whole words: text and query are cut at everything that is neither letter nor digit, accents are kept,
 * case is not. Runs of Han, kana and Hangul are words of their own, so `請求書` is found in `請求書の件`.
 */
const WORD =
  /\p{Script=Han}+|\p{Script=Hiragana}+|[\p{Script=Katakana}ー]+|\p{Script=Hangul}+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}\p{M}])+/gu
const ASCII_WORD = /[a-z0-9]+/g

/** The words of a text between single blanks, with one before and one after: ` like this `. */
export function tokens(text: string): string {
  const lower = text.toLowerCase()
  const words = lower.match(/^[\x00-\x7f]*$/.test(lower) ? ASCII_WORD : WORD)
  return words === null ? ' ' : ` ${words.join(' ')} `
}

/** True if the words of `query` stand one after the other in `indexed` (what {@link tokens} gave). */
export function hasPhrase(indexed: string, query: string): boolean {
  const wanted = tokens(query)
  return wanted !== ' ' && indexed.includes(wanted)
}
