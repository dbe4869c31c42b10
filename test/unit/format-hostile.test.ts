import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FORMAT_NAMES, type FormatName } from '../../src/format/create-writer.ts'
import { columns, written } from './format-support.ts'

/** C0 without LF, which the formats make themselves; DEL, C1, bidi controls, line separators, lone surrogates. */
const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u
const EVERY_CONTROL = Array.from({ length: 0x2070 }, (_, code) => String.fromCharCode(code))
  .filter(character => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character))
  .join('x')

async function onTerminal(format: FormatName, texts: readonly string[], width?: number): Promise<string> {
  const rows = texts.map(text => [text, 1])
  const names = columns(...texts.slice(0, 1), 'n')
  const text = await written({
    format,
    columns: names,
    rows,
    options: { terminal: true, width, color: false },
  })
  // The one TAB of a line that the format itself puts between its two columns.
  return format === 'tsv' ? text.replace(/\t([^\t\n]*\n)/g, ' $1') : text
}

describe.each(FORMAT_NAMES)('%s on a terminal', format => {
  test.each([undefined, 80, 20])(
    'prints no control character of values or names at width %s',
    async width => {
      const text = await onTerminal(format, ['\0\x1b[31m', '\ud800', `a\udfff${EVERY_CONTROL}`], width)
      expect(text).not.toMatch(UNSAFE)
      expect(text).toMatch(/\\(?:x00|u0000)/)
    },
  )

  test('prints no control character of any text', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 })
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(undefined, 30), async (hostile, width) => {
        expect(await onTerminal(format, [hostile], width)).not.toMatch(UNSAFE)
      }),
      { numRuns: 50 },
    )
  })
})

test.each(['csv', 'json', 'jsonl'] as const)(
  '%s that is not for a terminal keeps every byte',
  async format => {
    const text = await written({ format, columns: columns('a'), rows: [[EVERY_CONTROL]] })
    const value = format === 'csv' ? text.slice(4, -3).replaceAll('""', '"') : JSON.parse(text)
    const rows = Array.isArray(value) ? value : [value]
    expect(format === 'csv' ? value : rows[0].a).toBe(EVERY_CONTROL)
  },
)

const corpus = process.env['GMAILSQL_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')
const hostileFile = join(corpus, 'generated-hostile', 'expected.json')

if (existsSync(hostileFile)) {
  const messages: Record<string, { subject?: string }> = JSON.parse(readFileSync(hostileFile, 'utf8'))
  const subjects = Object.values(messages).flatMap(({ subject }) => (subject === undefined ? [] : [subject]))

  describe('the hostile subjects of the corpus', () => {
    test('are there', () => {
      expect(subjects.length).toBeGreaterThan(10)
      expect(subjects.some(subject => subject.includes('\x1b'))).toBe(true)
    })

    test.each(FORMAT_NAMES)('do no harm on a terminal as %s', async format => {
      for (const width of [undefined, 80, 20]) {
        expect(await onTerminal(format, subjects, width)).not.toMatch(UNSAFE)
      }
    })
  })
} else {
  console.warn(
    `\n!!! SKIPPED: the hostile subjects of the corpus; no ${hostileFile} (set GMAILSQL_CORPUS) !!!\n`,
  )
}
