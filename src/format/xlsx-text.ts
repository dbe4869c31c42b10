/**
 * What XML cannot have, and what the library leaves out beside that; U+FFFD is among it, which stands for what could not be read in
 * a message.
 */
const LEFT_OUT = '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\ufffd]|\\p{Noncharacter_Code_Point}'
const EVERY = new RegExp(LEFT_OUT, 'gu')
/** An underscore that would begin a spelling, also together with one that is made behind it. */
const UNDERSCORE = new RegExp(`_(?=x[\\da-f]{4}(?:_|${LEFT_OUT}))`, 'giu')

/** The text with such characters spelled `_x0001_`, which programs read back (ISO/IEC 29500-1, 22.9.2.19). */
export function spelledText(raw: string): string {
  return raw.toWellFormed().replace(UNDERSCORE, '_x005F_').replace(EVERY, spelled)
}

function spelled(char: string): string {
  const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at))
  return units.map(unit => `_x${unit.toString(16).toUpperCase().padStart(4, '0')}_`).join('')
}
