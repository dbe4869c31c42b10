/** Characters (code points) of a snippet. */
const SNIPPET_LENGTH = 200

/** The beginning of a text on one line: white space folded to single spaces, at most 200 characters. */
export function snippetOf(text: string): string {
  let snippet = ''
  let length = 0
  for (const [word] of text.matchAll(/\S+/g)) {
    const spaced = snippet === '' ? word : ` ${word}`
    const taken = firstCharacters(spaced, SNIPPET_LENGTH - length)
    snippet += taken
    length += [...taken].length
    if (length >= SNIPPET_LENGTH) break
  }
  return snippet.trimEnd()
}

function firstCharacters(text: string, count: number): string {
  // A character is at most two code units, so that many are enough to look at.
  return [...text.slice(0, 2 * count)].slice(0, count).join('')
}
