import { trimEndOf } from '../../util/trim.ts'
import { badArgument, optional, text, whole } from './arguments.ts'
import { placeOf, unitOf } from './code-points.ts'
import { Family } from './define.ts'
import { limited, type Pattern, readRegexp } from './regexp-match.ts'

const string = new Family('string')

/** `i` without case, `c` with, `m` lines, `s` or `n` a dot that is a line end too. */
function flagsOf(given: string, called: string): string {
  const flags = new Set<string>()
  for (const flag of given) {
    if (flag === 'c') flags.delete('i')
    else if (flag === 'n') flags.add('s')
    else if ('ims'.includes(flag)) flags.add(flag)
    else if (flag !== 'g') throw badArgument(called, given, 'a list of flags', 'Flags are i, c, m and s.')
  }
  return [...flags].join('')
}

function isIn(given: string, source: string, flags: string, called: string): boolean {
  const pattern = readRegexp(source, flags, called)
  return limited(pattern, given, () => pattern.regexp.test(given))
}

/** All matches that begin at a code point or later. */
function matchesOf(pattern: Pattern, given: string, from = 1): RegExpExecArray[] {
  const start = unitOf(given, Math.max(from, 1) - 1)
  return limited(pattern, given, () =>
    [...given.matchAll(pattern.regexp)].filter(({ index }) => index >= start),
  )
}

export const regexpFunctions = [
  ...string.scalar({
    name: 'REGEXP',
    parameters: 'pattern, text',
    doc: 'What text REGEXP pattern does: 1 when the regular expression (of JavaScript) matches somewhere in the text.',
    example: ["'Invoice 2026-17' REGEXP '\\d{4}-\\d+'", 1],
    args: [text, text],
    call: (source, given) => isIn(given, source, '', 'REGEXP'),
  }),
  ...string.scalar({
    name: 'REGEXP_LIKE',
    parameters: 'text, pattern[, flags]',
    doc: '1 when the regular expression matches somewhere; with the flag i without case.',
    example: ["REGEXP_LIKE('Invoice', '^inv', 'i')", 1],
    args: [text, text, optional(text)],
    call: (given, source, flags = '') => isIn(given, source, flagsOf(flags, 'REGEXP_LIKE'), 'REGEXP_LIKE'),
  }),
  ...string.scalar({
    name: 'REGEXP_REPLACE',
    parameters: 'text, pattern, new[, flags]',
    doc: 'The text with all matches replaced; \\1 or $1 is the first group.',
    example: ["REGEXP_REPLACE('a1b22', '(\\d+)', '<$1>')", 'a<1>b<22>'],
    args: [text, text, text, optional(text)],
    call: (given, source, replacement, flags = '') => {
      const pattern = readRegexp(source, `${flagsOf(flags, 'REGEXP_REPLACE')}g`, 'REGEXP_REPLACE')
      const inserted = replacement.replace(/\\([1-9])/g, '$$$1')
      return limited(pattern, given, () => given.replace(pattern.regexp, inserted))
    },
  }),
  ...string.scalar({
    name: 'REGEXP_SUBSTR',
    aliases: ['REGEXP_EXTRACT'],
    parameters: 'text, pattern[, from[, n]]',
    doc: 'The n-th match (the first) that begins at a place or later; NULL when there is none.',
    example: ["REGEXP_SUBSTR('a1b22', '\\d+', 1, 2)", '22'],
    args: [text, text, optional(whole), optional(whole)],
    call: (given, source, from = 1, n = 1) => {
      const pattern = readRegexp(source, 'g', 'REGEXP_SUBSTR')
      return matchesOf(pattern, given, from)[n - 1]?.[0] ?? null
    },
  }),
  ...string.scalar({
    name: 'REGEXP_INSTR',
    parameters: 'text, pattern[, from]',
    doc: 'Where the first match stands that begins at a place or later, from 1; 0 when there is none.',
    example: ["REGEXP_INSTR('a1b22', '\\d\\d')", 4],
    args: [text, text, optional(whole)],
    gives: 'INTEGER',
    call: (given, source, from) => {
      const [first] = matchesOf(readRegexp(source, 'g', 'REGEXP_INSTR'), given, from)
      return first ? placeOf(given, first.index) + 1 : 0
    },
  }),
  ...string.scalar({
    name: 'REGEXP_COUNT',
    parameters: 'text, pattern',
    doc: 'How many matches there are.',
    example: ["REGEXP_COUNT('a1b22', '\\d+')", 2],
    args: [text, text],
    gives: 'INTEGER',
    call: (given, source) => matchesOf(readRegexp(source, 'g', 'REGEXP_COUNT'), given).length,
  }),
  ...string.scalar({
    name: 'PATINDEX',
    parameters: 'pattern, text',
    doc: 'Where a T-SQL pattern of %, _, [a-z] and [^a-z] stands, from 1, without case; 0 when it does not.',
    example: ["PATINDEX('%[0-9]%', 'abc7')", 4],
    args: [text, text],
    gives: 'INTEGER',
    call: (wanted, given) => {
      const pattern = readRegexp(patternSource(wanted), 'is', 'PATINDEX')
      const found = limited(pattern, given, () => pattern.regexp.exec(given))
      return found ? placeOf(given, found.index) + 1 : 0
    },
  }),
]

/** Without `%` at its ends the pattern is bound to those of the text. */
function patternSource(pattern: string): string {
  const inner = trimEndOf(pattern.replace(/^%+/, ''), /%/)
  // No bracket is looked for where none can close.
  const end = inner.lastIndexOf(']') + 1
  const parts = [...(inner.slice(0, end).match(/\[\^?\]?[^\]]*\]|./gsu) ?? []), ...inner.slice(end)]
  const source = parts.map(patternPart).join('')
  return `${pattern.startsWith('%') ? '' : '^'}${source}${pattern.endsWith('%') ? '' : '$'}`
}

function patternPart(part: string): string {
  if (part === '%') return '.*?'
  if (part === '_') return '.'
  const inside = /^\[(\^?)(.+)\]$/su.exec(part)
  if (inside) return `[${inside[1]}${inside[2]!.replace(/[\\\][^]/g, '\\$&')}]`
  return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
