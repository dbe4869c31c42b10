import { badArgument, checkLength, optional, text, whole } from './arguments.ts'
import { lengthOf, positionOf, slice } from './code-points.ts'
import { Family } from './define.ts'

const string = new Family('string')

/** A length that is not negative. @throws BAD_VALUE */
function countOf(count: number, called: string): number {
  if (count < 0) throw badArgument(called, BigInt(count), 'a length')
  return count
}

/** `n` copies, of which a hostile number is refused before it is made. */
function copies(of: string, count: number, called: string): string {
  if (count <= 0) return ''
  checkLength(of.length * count, called)
  return of.repeat(count)
}

function pad(given: string, length: number, fill: string, called: string): { kept: string; added: string } {
  checkLength(length, called)
  const missing = length - lengthOf(given)
  if (missing <= 0 || fill === '') return { kept: slice(given, 0, Math.max(length, 0)), added: '' }
  const times = Math.ceil(missing / lengthOf(fill))
  return { kept: given, added: slice(copies(fill, times, called), 0, missing) }
}

/** Places count from 1, as in T-SQL; what lies before the text takes from the length. */
function middle(given: string, start: number, length: number, called: string): string {
  countOf(length, called)
  return slice(given, start - 1, start - 1 + length)
}

export const partFunctions = [
  ...string.scalar({
    name: 'LEFT',
    parameters: 'text, count',
    doc: 'The first characters.',
    example: ["LEFT('gmail', 2)", 'gm'],
    args: [text, whole],
    call: (given, count) => slice(given, 0, countOf(count, 'LEFT')),
  }),
  ...string.scalar({
    name: 'RIGHT',
    parameters: 'text, count',
    doc: 'The last characters.',
    example: ["RIGHT('mail 👍', 3)", 'l 👍'],
    args: [text, whole],
    call: (given, count) => slice(given, lengthOf(given) - countOf(count, 'RIGHT')),
  }),
  ...string.scalar({
    name: 'MID',
    parameters: 'text, start, count',
    doc: 'So many characters from a place on, counted from 1.',
    example: ["MID('gmail', 2, 3)", 'mai'],
    args: [text, whole, whole],
    call: (given, start, count) => middle(given, start, count, 'MID'),
  }),
  ...string.scalar({
    name: 'LEN',
    parameters: 'text',
    doc: 'Length in characters, without blanks at the end; LENGTH counts those too.',
    example: ["LEN('a👍  ')", 2],
    args: [text],
    gives: 'INTEGER',
    call: given => lengthOf(withoutBlanksAtEnd(given)),
  }),
  ...string.scalar({
    name: 'CHAR_LENGTH',
    aliases: ['CHARACTER_LENGTH'],
    parameters: 'text',
    doc: 'Length in characters.',
    example: ["CHAR_LENGTH('a👍 ')", 3],
    args: [text],
    gives: 'INTEGER',
    call: lengthOf,
  }),
  ...string.scalar({
    name: 'STUFF',
    parameters: 'text, start, count, new',
    doc: 'The text with so many characters from a place on replaced; NULL when the place is outside.',
    example: ["STUFF('invoice', 3, 3, 'X')", 'inXce'],
    args: [text, whole, whole, text],
    call: (given, start, count, inserted) => {
      if (start < 1 || start > lengthOf(given) || count < 0) return null
      return slice(given, 0, start - 1) + inserted + slice(given, start - 1 + count)
    },
  }),
  ...string.scalar({
    name: 'INSERT',
    parameters: 'text, start, count, new',
    doc: 'The same as STUFF, but the text as it is when the place is outside.',
    example: ["INSERT('invoice', 3, 3, 'X')", 'inXce'],
    args: [text, whole, whole, text],
    call: (given, start, count, inserted) => {
      const length = lengthOf(given)
      if (start < 1 || start > length) return given
      const end = count < 0 ? length : start - 1 + count
      return slice(given, 0, start - 1) + inserted + slice(given, end)
    },
  }),
  ...string.scalar({
    name: 'LPAD',
    parameters: 'text, length[, fill]',
    doc: 'Filled on the left to a length, or cut to it.',
    example: ["LPAD('7', 3, '0')", '007'],
    args: [text, whole, optional(text)],
    call: (given, length, fill = ' ') => {
      const { kept, added } = pad(given, length, fill, 'LPAD')
      return added + kept
    },
  }),
  ...string.scalar({
    name: 'RPAD',
    parameters: 'text, length[, fill]',
    doc: 'Filled on the right to a length, or cut to it.',
    example: ["RPAD('ab', 4, '.')", 'ab..'],
    args: [text, whole, optional(text)],
    call: (given, length, fill = ' ') => {
      const { kept, added } = pad(given, length, fill, 'RPAD')
      return kept + added
    },
  }),
  ...string.scalar({
    name: 'REPEAT',
    aliases: ['REPLICATE'],
    parameters: 'text, count',
    doc: 'The text so many times.',
    example: ["REPEAT('ab', 2)", 'abab'],
    args: [text, whole],
    call: (given, count) => copies(given, count, 'REPEAT'),
  }),
  ...string.scalar({
    name: 'SPACE',
    parameters: 'count',
    doc: 'So many blanks.',
    example: ["'a' || SPACE(2) || 'b'", 'a  b'],
    args: [whole],
    call: count => copies(' ', count, 'SPACE'),
  }),
  ...string.scalar({
    name: 'REVERSE',
    parameters: 'text',
    doc: 'The characters in the opposite order.',
    example: ["REVERSE('ab👍')", '👍ba'],
    args: [text],
    call: given => [...given].reverse().join(''),
  }),
  ...string.scalar({
    name: 'SPLIT',
    aliases: ['SPLIT_PART'],
    parameters: 'text, separator, n',
    doc: 'The n-th piece, counted from 1, from the end when negative; empty when there are not so many.',
    example: ["SPLIT('a/b/c', '/', -1)", 'c'],
    args: [text, text, whole],
    call: (given, separator, n) => {
      const pieces = separator === '' ? [given] : given.split(separator)
      return (n < 0 ? pieces.at(n) : pieces[n - 1]) ?? ''
    },
  }),
  ...string.scalar({
    name: 'SUBSTRING_INDEX',
    parameters: 'text, separator, n',
    doc: 'All before the n-th separator; all after the n-th from the end when negative.',
    example: ["SUBSTRING_INDEX('a.b.c', '.', 2)", 'a.b'],
    args: [text, text, whole],
    call: (given, separator, n) => {
      if (separator === '') return ''
      const pieces = given.split(separator)
      return (n < 0 ? pieces.slice(n) : pieces.slice(0, n)).join(separator)
    },
  }),
  ...string.scalar({
    name: 'BTRIM',
    parameters: 'text[, characters]',
    doc: 'Without blanks, or without any of these characters, at both ends.',
    example: ["BTRIM('xxaxx', 'x')", 'a'],
    args: [text, optional(text)],
    call: (given, characters = ' ') => {
      const taken = new Set(characters)
      const all = [...given]
      const from = all.findIndex(each => !taken.has(each))
      return from < 0 ? '' : all.slice(from, all.findLastIndex(each => !taken.has(each)) + 1).join('')
    },
  }),
]

function withoutBlanksAtEnd(given: string): string {
  let end = given.length
  while (given[end - 1] === ' ') end--
  return given.slice(0, end)
}

export const searchFunctions = [
  ...string.scalar({
    name: 'CHARINDEX',
    aliases: ['LOCATE'],
    parameters: 'search, text[, from]',
    doc: 'Where the one stands in the other, from 1; 0 when it does not.',
    example: ["CHARINDEX('a', 'gmail')", 3],
    args: [text, text, optional(whole)],
    gives: 'INTEGER',
    call: (search, given, from) => positionOf(search, given, from),
  }),
  ...string.scalar({
    name: 'POSITION',
    parameters: 'search, text',
    doc: 'Where the one stands in the other, from 1; 0 when it does not. POSITION(x IN y) is read too.',
    example: ["POSITION('a', 'gmail')", 3],
    args: [text, text],
    gives: 'INTEGER',
    call: (search, given) => positionOf(search, given),
  }),
  ...string.scalar({
    name: 'INDEXOF',
    parameters: 'text, search',
    doc: 'Where the second stands in the first, from 0; -1 when it does not.',
    example: ["INDEXOF('gmail', 'm')", 1],
    args: [text, text],
    gives: 'INTEGER',
    call: (given, search) => positionOf(search, given) - 1,
  }),
  ...string.scalar({
    name: 'STRPOS',
    parameters: 'text, search',
    doc: 'Where the second stands in the first, from 1; 0 when it does not.',
    example: ["STRPOS('gmail', 'm')", 2],
    args: [text, text],
    gives: 'INTEGER',
    call: (given, search) => positionOf(search, given),
  }),
  ...string.scalar({
    name: 'STARTSWITH',
    aliases: ['STARTS_WITH'],
    parameters: 'text, start',
    doc: '1 when the text begins so, case included.',
    example: ["STARTSWITH('Re: Lunch', 'Re:')", 1],
    args: [text, text],
    call: (given, start) => given.startsWith(start),
  }),
  ...string.scalar({
    name: 'ENDSWITH',
    aliases: ['ENDS_WITH'],
    parameters: 'text, end',
    doc: '1 when the text ends so, case included.',
    example: ["ENDSWITH('a.pdf', '.pdf')", 1],
    args: [text, text],
    call: (given, end) => given.endsWith(end),
  }),
]
