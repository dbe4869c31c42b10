import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  csvField,
  defuseFormula,
  escapeForTerminal,
  escapeJsonForTerminal,
  escapeLineEnds,
  markdownCell,
} from '../../src/util/text.ts'

const CONTROLS = [
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  0x061c,
  0x200e,
  0x200f,
  ...range(0x2028, 0x202e),
  ...range(0x2066, 0x2069),
  0xd800,
  0xdfff,
]

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/** Written apart from the code under test. */
function isHarmless(text: string): boolean {
  return ![...text].some(
    character => CONTROLS.includes(character.codePointAt(0)!) || /\p{Cs}/u.test(character),
  )
}

describe('escapeForTerminal', () => {
  test.each(CONTROLS)('shows control character %i as an escape and keeps its neighbours', code => {
    const shown = escapeForTerminal(`a${String.fromCharCode(code)}b`)
    expect(shown).toMatch(/^a\\(?:[tnr]|x[0-9a-f]{2}|u[0-9a-f]{4})b$/)
    expect(isHarmless(shown)).toBe(true)
  })

  test('spells escapes the way people know them', () => {
    expect(escapeForTerminal('\x1b[31m\u202e\x9b\t\r\n\0')).toBe('\\x1b[31m\\u202e\\x9b\\t\\r\\n\\x00')
  })

  test('leaves text of every script alone', () => {
    const text = 'naïve 日本語 👩‍👩‍👧 עברית العربية e\u0301 \\n'
    expect(escapeForTerminal(text)).toBe(text)
  })

  test('no text gets a control character through, and what is escaped stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...CONTROLS), (text, code) => {
        const shown = escapeForTerminal(text + String.fromCharCode(code) + text)
        expect(isHarmless(shown)).toBe(true)
        expect(escapeForTerminal(shown)).toBe(shown)
      }),
    )
  })
})

test('escapeLineEnds makes one line and keeps the rest', () => {
  expect(escapeLineEnds('a\r\nb\tc\u2028d\x85e\x1b[0m')).toBe('a\\r\\nb\\tc\\u2028d\\x85e\x1b[0m')
})

test('JSON escaped for a terminal is the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...CONTROLS), (text, code) => {
      const value = text + String.fromCharCode(code)
      const json = escapeJsonForTerminal(JSON.stringify(value))
      expect(isHarmless(json)).toBe(true)
      expect(JSON.parse(json)).toBe(value)
    }),
  )
})

describe('csvField', () => {
  test.each([
    ['plain', 'plain'],
    ['', '""'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['return\r', '"return\r"'],
    [' blanks ', ' blanks '],
  ])('writes %j as %j', (text, field) => {
    expect(csvField(text)).toBe(field)
  })
})

test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠x'])(
  'a spreadsheet takes %j for text once it is defused',
  formula => {
    expect(defuseFormula(formula)).toBe(`'${formula}`)
  },
)

test('text that is no formula is not altered by defusing', () => {
  expect(defuseFormula('a=1')).toBe('a=1')
})

test('a Markdown cell holds no border, no markup, no HTML and no line end', () => {
  expect(markdownCell('a|b\\ *c* _d_ `e` ~f~\r\n<img src=x> ![p](http://x) &amp;')).toBe(
    'a\\|b\\\\ \\*c\\* \\_d\\_ \\`e\\` \\~f\\~<br>&lt;img src=x&gt; !\\[p\\](http\\://x) &amp;amp;',
  )
  expect(markdownCell('see www.x.example or a@b.example')).toBe('see www\\.x.example or a\\@b.example')
})
