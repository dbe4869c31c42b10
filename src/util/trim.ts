/**
 * Without the characters at the end that the pattern matches, one at a time. `/x+$/` gives the same in a time that grows with the
 * square of what is repeated, because it begins anew at each character.
 */
export function trimEndOf(text: string, character: RegExp): string {
  let end = text.length
  while (end > 0 && character.test(text[end - 1]!)) end--
  return text.slice(0, end)
}

/** Without each `(` up to the `)` that follows it; one that is not closed stays. */
export function withoutComments(text: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const open = text.indexOf('(', at)
    const close = open < 0 ? -1 : text.indexOf(')', open)
    if (close < 0) return kept + text.slice(at)
    kept += text.slice(at, open)
    at = close + 1
  }
}
