import { anything, badArgument, number, octetsOf, optional, text, textOf, value, whole } from './arguments.ts'
import { Family } from './define.ts'

const string = new Family('string')

export const caseFunctions = [
  ...string.scalar({
    name: 'UPPER',
    aliases: ['UCASE'],
    parameters: 'text',
    doc: 'In capitals, of every script.',
    example: ["UPPER('ärger')", 'ÄRGER'],
    args: [text],
    call: given => given.toUpperCase(),
  }),
  ...string.scalar({
    name: 'LOWER',
    aliases: ['LCASE'],
    parameters: 'text',
    doc: 'In small letters, of every script.',
    example: ["LOWER('ÄRGER')", 'ärger'],
    args: [text],
    call: given => given.toLowerCase(),
  }),
  ...string.scalar({
    name: 'INITCAP',
    parameters: 'text',
    doc: 'Each word with a capital and small letters behind it.',
    example: ["INITCAP('new INVOICE')", 'New Invoice'],
    args: [text],
    call: given =>
      given.replace(/([\p{L}\p{N}])([\p{L}\p{M}\p{N}]*)/gu, (_, first: string, more: string) => {
        return first.toUpperCase() + more.toLowerCase()
      }),
  }),
]

/** SQL's code of a character: its Unicode number. */
function codeOf(given: string): number {
  return given.codePointAt(0) ?? 0
}

function character(code: number, called: string): string {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  if (code < 0 || code > 0x10ffff || isSurrogate) {
    throw badArgument(called, BigInt(code), 'the number of a character')
  }
  return String.fromCodePoint(code)
}

export const characterFunctions = [
  ...string.scalar({
    name: 'ASCII',
    aliases: ['ORD'],
    parameters: 'text',
    doc: 'The Unicode number of the first character; 0 of an empty text.',
    example: ["ASCII('A')", 65],
    args: [text],
    gives: 'INTEGER',
    call: codeOf,
  }),
  ...string.scalar({
    name: 'NCHAR',
    aliases: ['CHR'],
    parameters: 'code',
    doc: 'The character of a Unicode number.',
    example: ['NCHAR(8364)', '€'],
    args: [whole],
    call: code => character(code, 'NCHAR'),
  }),
  ...string.scalar({
    name: 'BIT_LENGTH',
    parameters: 'text',
    doc: 'Length of the UTF-8 in bits.',
    example: ["BIT_LENGTH('é')", 16],
    args: [value],
    gives: 'INTEGER',
    call: given => octetsOf(given).length * 8,
  }),
  ...string.scalar({
    name: 'DATALENGTH',
    parameters: 'value',
    doc: 'Length of the UTF-8 or BLOB in octets.',
    example: ["DATALENGTH('é')", 2],
    args: [value],
    gives: 'INTEGER',
    call: given => octetsOf(given).length,
  }),
]

export const formFunctions = [
  ...string.scalar({
    name: 'QUOTENAME',
    parameters: 'name[, quote]',
    doc: 'The name in brackets, or in another quote, so that a statement can hold it.',
    example: ["QUOTENAME('a]b')", '[a]]b]'],
    args: [text, optional(text)],
    call: (name, quote = '[') => quoted(name, quote),
  }),
  ...string.scalar({
    name: 'STR',
    parameters: 'number[, length[, decimals]]',
    doc: 'The number, rounded, at the right of a field of so many characters (10); stars when it does not fit.',
    example: ['STR(3.14159, 6, 2)', '  3.14'],
    args: [number, optional(whole), optional(whole)],
    call: (given, length = 10, decimals = 0) => {
      if (length < 1 || length > 1000) throw badArgument('STR', BigInt(length), 'a length from 1 to 1000')
      const written = given.toFixed(Math.min(Math.max(decimals, 0), 16))
      return written.length > length ? '*'.repeat(length) : written.padStart(length)
    },
  }),
  ...string.scalar({
    name: 'TRANSLATE',
    parameters: 'text, from, to',
    doc: 'Each character of `from` becomes the one at its place in `to`; those without one are left out.',
    example: ["TRANSLATE('2*[3]', '[]*', '()x')", '2x(3)'],
    args: [text, text, text],
    call: (given, from, to) => translated(given, [...from], [...to]),
  }),
  ...string.scalar({
    name: 'STRCMP',
    parameters: 'a, b',
    doc: '-1, 0 or 1: how the texts are ordered, as ORDER BY orders them.',
    example: ["STRCMP('a', 'b')", -1],
    args: [text, text],
    gives: 'INTEGER',
    call: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
  }),
  ...string.scalar({
    name: 'FIELD',
    parameters: 'value, a, b, …',
    doc: 'Which of the texts is the first one, from 1; 0 for none.',
    example: ["FIELD('b', 'a', 'b')", 2],
    args: [anything],
    rest: anything,
    gives: 'INTEGER',
    call: (wanted, ...texts) =>
      wanted === null ? 0 : texts.findIndex(each => each !== null && textOf(each) === textOf(wanted)) + 1,
  }),
  ...string.scalar({
    name: 'FIND_IN_SET',
    parameters: 'text, list',
    doc: 'Where the text stands in a list separated by commas, from 1; 0 when it does not.',
    example: ["FIND_IN_SET('b', 'a,b,c')", 2],
    args: [text, text],
    gives: 'INTEGER',
    call: (wanted, list) => (list === '' ? 0 : list.split(',').indexOf(wanted) + 1),
  }),
  ...string.scalar({
    name: 'DIFFERENCE',
    parameters: 'a, b',
    doc: 'How alike two words sound in English: how many of the 4 places of their SOUNDEX agree.',
    example: ["DIFFERENCE('Smith', 'Smyth')", 4],
    args: [text, text],
    gives: 'INTEGER',
    call: (a, b) => {
      const [one, other] = [soundex(a), soundex(b)]
      return [...one].filter((each, index) => each === other[index]).length
    },
  }),
]

const QUOTES: Readonly<Record<string, string>> = { '[': '[]', ']': '[]', '"': '""', "'": "''", '`': '``' }

function quoted(name: string, quote: string): string {
  const pair = QUOTES[quote]
  if (pair === undefined) throw badArgument('QUOTENAME', quote, 'a quote', 'Use [ " \' or `.')
  const [open = '', close = ''] = pair
  return open + name.replaceAll(close, close + close) + close
}

function translated(given: string, from: readonly string[], to: readonly string[]): string {
  const mapped = new Map<string, string>()
  from.forEach((each, index) => {
    if (!mapped.has(each)) mapped.set(each, to[index] ?? '')
  })
  return [...given].map(each => mapped.get(each) ?? each).join('')
}

/** As SQLite's SOUNDEX: letters alike in sound have one digit; H and W do not part two of the same. */
function soundex(word: string): string {
  const letters = word.toUpperCase().replace(/[^A-Z]/g, '')
  if (letters === '') return '?000'
  const digit = (letter: string) => '01230120022455012623010202'[letter.charCodeAt(0) - 65]!
  let code = letters[0]!
  let last = digit(letters[0]!)
  for (const letter of letters.slice(1)) {
    const next = digit(letter)
    if (next !== '0' && next !== last) code += next
    if (letter !== 'H' && letter !== 'W') last = next
  }
  return code.slice(0, 4).padEnd(4, '0')
}
