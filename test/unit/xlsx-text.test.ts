import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spelledText } from '../../src/format/xlsx-text.ts'

const LEFT_OUT =
  /[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]|\p{Noncharacter_Code_Point}|\p{Surrogate}/u

/** As the format says, from left to right. */
function read(spelling: string): string {
  return spelling.replace(/_x([\da-f]{4})_/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

test('every text of a cell is read back as it was, and holds nothing that is left out', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '_x005F',
      '_x0041_',
      '_xfffd',
      '_',
      'x0001_',
      '\x01',
      '\ufffd',
      '\x85',
      '\x7f',
      '\u{1fffe}',
      '\ufdd0',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const raw = pieces.join('')
      expect(spelledText(raw)).not.toMatch(LEFT_OUT)
      expect(read(spelledText(raw))).toBe(raw.toWellFormed())
    }),
    { numRuns: 500 },
  )
})
