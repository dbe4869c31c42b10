/*
 * Places and lengths in SQL count code points. A JavaScript string counts UTF-16 units, which is the same only where
 * it holds no surrogates; that is asked first, because most mail does not.
 */

const SURROGATE = /[\ud800-\udfff]/

/** Length in code points. */
export function lengthOf(text: string): number {
  if (!SURROGATE.test(text)) return text.length
  let length = 0
  for (const _ of text) length++
  return length
}

/** The code points [from, to); places outside the text are cut off. */
export function slice(text: string, from: number, to = Number.POSITIVE_INFINITY): string {
  const start = Math.max(0, from)
  if (to <= start) return ''
  if (!SURROGATE.test(text)) return text.slice(start, to)
  return [...text].slice(start, to).join('')
}

/** The place, from 0, of the code point that begins at this UTF-16 unit. */
export function placeOf(text: string, unit: number): number {
  return lengthOf(text.slice(0, unit))
}

/** The UTF-16 unit at which the code point at this place, from 0, begins. */
export function unitOf(text: string, place: number): number {
  return SURROGATE.test(text) ? slice(text, 0, place).length : Math.min(place, text.length)
}

/** `search` in `text` from a place, as a place from 1; 0 when it is not there. */
export function positionOf(search: string, text: string, from = 1): number {
  const found = text.indexOf(search, unitOf(text, Math.max(from, 1) - 1))
  return found < 0 ? 0 : placeOf(text, found) + 1
}
