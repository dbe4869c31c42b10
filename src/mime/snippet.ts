/** Characters (code points) of a snippet. */
const SNIPPET_LENGTH = 200
/** A character is at most two code units, so that many are always enough to look at. */
const MOST_UNITS = 2 * SNIPPET_LENGTH
/** Enough of most texts. */
const FIRST_UNITS = SNIPPET_LENGTH + 56
const SURROGATES = /[\ud800-\udfff]/

/** The beginning of a text on one line: white space folded to single spaces, at most 200 characters. */
export function snippetOf(text: string): string {
  // A text may begin with any amount of white space: more of it is looked at until there is enough.
  for (let units = FIRST_UNITS; ; units *= 4) {
    const folded = text.slice(0, units).replace(/\s+/g, ' ').trimStart()
    if (units >= text.length || isEnough(folded)) return firstCharacters(folded).trimEnd()
  }
}

/** One more than is taken: the last may be half of a character, or the beginning of white space. */
function isEnough(folded: string): boolean {
  return folded.length > (SURROGATES.test(folded) ? MOST_UNITS : SNIPPET_LENGTH)
}

function firstCharacters(text: string): string {
  const first = text.slice(0, MOST_UNITS)
  return SURROGATES.test(first)
    ? [...first].slice(0, SNIPPET_LENGTH).join('')
    : first.slice(0, SNIPPET_LENGTH)
}
