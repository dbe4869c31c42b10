/** Replaces text[start, end) by `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits that do not overlap, those at one place in the order given; the rest of the text stays as typed. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

interface Place {
  readonly start: number
  readonly end: number
}

/** One token, or all from one to another, by `text`. */
export function replace(first: Place, text: string, last: Place = first): Edit {
  return { start: first.start, end: last.end, text }
}

/** Tokens taken out; a blank stays, so that those beside them do not become one. */
export function remove(first: Place, last: Place = first): Edit {
  return { start: first.start, end: last.end, text: ' ' }
}

export function insertBefore({ start }: Place, text: string): Edit {
  return { start, end: start, text }
}

export function insertAfter({ end }: Place, text: string): Edit {
  return { start: end, end, text }
}
