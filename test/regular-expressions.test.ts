import { analyse } from 'scslre'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { lineOf, parseSource, readSources, type Source, walk } from './architecture/sources.ts'

/**
 * Patterns that may take more than linear time, by their file, and what bounds the texts that they are given. In a text that a
 * stranger wrote there is no such bound, so none of these reads mail, or what a server sends, at any length.
 */
const BOUNDED: readonly (readonly [path: string, pattern: string, why: string])[] = [
  [
    'src/imap/lane/response-splitter.ts',
    String.raw`/(\{?)0*(\d+)\}\r?\n$/`,
    'is given the end of a line, of as many octets as the mark of a literal has at most',
  ],
  [
    'src/report/block-options.ts',
    String.raw`/([^\s="']+)=((?:"[^"]*"|'[^']*'|[^\s"'])+)|([^\s="']+)|(\S+)/gu`,
    'goes on behind what it read, whichever branch read it',
  ],
  [
    'src/report/inline-value.ts',
    String.raw`/^([^.|]+?)(?:\.([^|]+?))?\s*(?:\|\s*(\w+))?$/u`,
    'reads a name that the author of the report wrote',
  ],
  ['src/report/chart/draw.ts', String.raw`/(\d+(?:\.\d+)?)px/`, 'reads a font that is named in the chart'],
  [
    'src/report/chart/drawing.ts',
    String.raw`/([\w:-]+)="([^"]*)"/g`,
    'is given attributes that another pattern found well-formed: behind each name stands a value',
  ],
  [
    'src/shell/commands/output.ts',
    String.raw`/^(?:(--force|--append)\s+)?(.*)$/s`,
    'matches every text at the first attempt',
  ],
  [
    'src/shell/commands/set.ts',
    String.raw`/^(\S+)\s*(.*)$/s`,
    'matches every text with a word at the first attempt',
  ],
  [
    'src/sql/functions/regexps.ts',
    String.raw`/\[\^?\]?[^\]]*\]|./gsu`,
    'is given a text that ends with the last closing bracket, so each opening one finds one',
  ],
  // The double of a mail server, on this machine, for the mail that is put into it.
  ['src/gmaild/mime/text.ts', String.raw`/[ \t]+(?=\r\n)/g`, 'for tests and the demo'],
  ['src/gmaild/mime/text.ts', String.raw`/<style[\s\S]*?<\/style>|<[^>]*>/g`, 'for tests and the demo'],
  [
    'src/gmaild/search/gmail-search.ts',
    String.raw`/-?[A-Za-z_0-9]+:(?:(?=[({])|"[^"]*"?|[^\s(){}"]+)|-?"[^"]*"?|-?[({]|[)}]|[^\s(){}"]+/g`,
    'for tests and the demo',
  ],
  ['src/gmaild/smtp/session.ts', String.raw`/^(\S*) ?(.*)$/s`, 'matches every text at the first attempt'],
  ['src/gmaild/smtp/session.ts', String.raw`/^TO:\s*<([^<>]+@[^<>\s]+)>/i`, 'for tests and the demo'],
]

/** Patterns that are made while the program runs, which no lint can read. */
const MADE: Readonly<Record<string, string>> = {
  'src/exec/compose/attached-files.ts': 'two words and a number, from end to end',
  'src/format/xlsx-text.ts': 'one character, or an underscore with what the next six may be',
  'src/gmaild/commands/list-match.ts': 'for tests and the demo',
  'src/mail/header-block.ts': 'begins at the start of a line with the name of a field, and repeats lines',
  'src/sql/functions/cast-targets.ts': 'so many digits, from the start',
  'src/sql/functions/regexp-match.ts': 'what the statement says, stopped after a second',
}

interface Found {
  readonly path: string
  readonly line: number
  readonly pattern: string
  readonly isExponential: boolean
}

/** Every pattern of the source that can be made to take more than linear time. */
function slowPatterns(source: Source): Found[] {
  const found: Found[] = []
  walk(source.tree, node => {
    if (!ts.isRegularExpressionLiteral(node)) return
    const end = node.text.lastIndexOf('/')
    const literal = { source: node.text.slice(1, end), flags: node.text.slice(end + 1) }
    const { reports } = analyse(literal)
    if (reports.length === 0) return
    const isExponential = reports.some(report => report.exponential)
    found.push({ path: source.path, line: lineOf(source, node), pattern: node.text, isExponential })
  })
  return found
}

const isKnown = ({ path, pattern }: Found) =>
  BOUNDED.some(([file, known]) => file === path && known === pattern)

describe('regular expressions', () => {
  const sources = readSources('src', 'schema', 'bin')
  const slow = sources.flatMap(slowPatterns)

  test('take time in proportion to the text, or are given short ones', () => {
    expect(slow.filter(found => !isKnown(found))).toEqual([])
    const unused = BOUNDED.filter(
      ([file, known]) => !slow.some(({ path, pattern }) => path === file && pattern === known),
    )
    expect(unused).toEqual([])
  })

  test('never take exponential time', () => {
    expect(slow.filter(({ isExponential }) => isExponential)).toEqual([])
  })

  test('that are made while the program runs are known', () => {
    const made = new Set<string>()
    for (const source of sources)
      walk(source.tree, node => {
        if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return
        if (node.expression.getText(source.tree) === 'RegExp') made.add(source.path)
      })
    expect([...made].toSorted()).toEqual(Object.keys(MADE).toSorted())
  })

  test.each([String.raw`/\s+$/`, String.raw`/\d+\d*x/`, '/^(?:a+)+$/', String.raw`/\([^)]*\)/g`])(
    'the lint sees what is slow: %s',
    pattern => {
      expect(slowPatterns(parseSource('made.ts', `text.search(${pattern})`))).toMatchObject([{ pattern }])
    },
  )
})
