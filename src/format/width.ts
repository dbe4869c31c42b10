import stringWidth from 'string-width'

const PRINTABLE_ASCII = /^[ -~]*$/
const graphemes = new Intl.Segmenter()

/** Terminal columns that the text takes: 2 for CJK and emoji, 0 for combining marks and controls. */
export function displayWidth(text: string): number {
  // A message body is long and string-width takes 1 µs a character.
  if (PRINTABLE_ASCII.test(text)) return text.length
  return stringWidth(text, { countAnsiEscapeCodes: true })
}

/** The longest start of the text, in whole graphemes, that takes at most `width` columns. */
export function takeWidth(text: string, width: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, width)
  let taken = 0
  for (const { segment, index } of graphemes.segment(text)) {
    taken += stringWidth(segment, { countAnsiEscapeCodes: true })
    if (taken > width) return text.slice(0, index)
  }
  return text
}

/** The text, or its start followed by `mark`, in at most `width` columns. */
export function cutToWidth(text: string, width: number, mark: string): string {
  if (displayWidth(text) <= width) return text
  return takeWidth(text, Math.max(0, width - mark.length)) + mark.slice(0, width)
}

/** The text in pieces of at most `width` columns; at least one grapheme a piece. */
export function wrapToWidth(text: string, width: number): string[] {
  const pieces: string[] = []
  let start = 0
  let taken = 0
  for (const { segment, index } of graphemes.segment(text)) {
    const segmentWidth = displayWidth(segment)
    if (taken + segmentWidth > width && index > start) {
      pieces.push(text.slice(start, index))
      start = index
      taken = 0
    }
    taken += segmentWidth
  }
  return [...pieces, text.slice(start)]
}
