/** Characters (code points) of a snippet. */
const SNIPPET_LENGTH = 200
/** A character is at most two code units, so that many are enough to look at. */
const MOST_UNITS = 2 * SNIPPET_LENGTH
const SURROGATES = /[\ud800-\udfff]/

/** The beginning of a text on one line: white space folded to single spaces, at most 200 characters. */
export function snippetOf(text: string): string {
  // A text may begin with any amount of white space: more of it is looked at until there is enough.
  for (let units = 2 * MOST_UNITS; ; units *= 4) {
    const folded = text.slice(0, units).replace(/\s+/g, ' ').trimStart()
    if (units >= text.length || folded.length > MOST_UNITS) return firstCharacters(folded).trimEnd()
  }
}

function firstCharacters(text: string): string {
  const first = text.slice(0, MOST_UNITS)
  return SURROGATES.test(first)
    ? [...first].slice(0, SNIPPET_LENGTH).join('')
    : first.slice(0, SNIPPET_LENGTH)
}
