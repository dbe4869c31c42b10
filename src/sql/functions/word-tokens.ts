import { plain, RUN, UNSPACED, WORD } from './word-forms.ts'

/** What the index of a text has when CONTAINS is true of it. */
export interface WordToken {
  readonly text: string
  /** A token that begins so is enough. */
  readonly isPrefix: boolean
}

/** What is longer is known by its beginning. */
const LONGEST = 40
/** So many tokens find few enough messages. */
const MOST_WANTED = 16

/**
 * The tokens of texts, each once: whole words; of scripts without blanks each character with the next one. They are letters, digits and
 * marks only, so the tokenizer `ascii` of FTS5, to which all that is not ASCII is part of a token, takes each as it is.
 */
export function tokensOf(texts: readonly string[]): string[] {
  const tokens = new Set<string>()
  for (const text of texts) {
    const given = plain(text)
    for (const word of given.match(WORD) ?? []) if (!isRun(word)) tokens.add(cut(word))
    for (const run of given.match(RUN) ?? []) for (const pair of pairsOf(run)) tokens.add(pair)
  }
  return [...tokens]
}

/**
 * Tokens that every text has of which CONTAINS(text, words) is true; none where nothing can be said. Beside scripts without
 * blanks a word of another may be a part of one in the text (`kg` in `5kg東京`), so there only runs tell.
 */
export function wantedTokens(words: string): WordToken[] {
  const wanted = plain(words)
  const isSpaced = !UNSPACED.test(wanted)
  const tokens = (wanted.match(WORD) ?? []).flatMap(word => {
    if (isSpaced && !isRun(word)) return [{ text: cut(word), isPrefix: false }]
    return (word.match(RUN) ?? []).flatMap(wantedOfRun)
  })
  const each = new Map(tokens.map(token => [token.text, token]))
  return [...each.values()].sort((a, b) => b.text.length - a.text.length).slice(0, MOST_WANTED)
}

function wantedOfRun(run: string): WordToken[] {
  const pairs = pairsOf(run)
  // The last character stands alone in a text that ends there only.
  if (pairs.length > 1) return pairs.slice(0, -1).map(text => ({ text, isPrefix: false }))
  return [{ text: run, isPrefix: true }]
}

/** Each character with the one behind it; the last by itself. */
function pairsOf(run: string): string[] {
  const characters = [...run]
  return characters.map((character, index) => character + (characters[index + 1] ?? ''))
}

function isRun(word: string): boolean {
  return word.match(RUN)?.[0] === word
}

function cut(word: string): string {
  return word.length <= LONGEST ? word : [...word.slice(0, 2 * LONGEST)].slice(0, LONGEST).join('')
}
