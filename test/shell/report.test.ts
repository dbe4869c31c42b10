import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { errorText } from '../../src/shell/report.ts'
import { scriptStatements } from '../../src/shell/script.ts'
import { GmailSqlError } from '../../src/util/errors.ts'

/** The report of an error at the word "here" of the last statement of a script. */
function reported(script: string): string[] {
  const statement = scriptStatements({ text: script }).at(-1)!
  const before = statement.text.slice(0, statement.text.indexOf('here')).split('\n')
  const position = { line: before.length, column: before.at(-1)!.length + 1 }
  return errorText(new GmailSqlError('SYNTAX', 'no', { position }), statement).split('\n')
}

test('line and column are those of the script, wherever the statement begins in it', () => {
  expect(reported('SELECT here;')[1]).toBe('line 1, column 8')
  expect(reported('SELECT 1; SELECT here;')[1]).toBe('line 1, column 18')
  expect(reported('SELECT 1;\n\n  SELECT here')[1]).toBe('line 3, column 10')
  expect(reported('SELECT 1; SELECT\n  here')[1]).toBe('line 2, column 3')
  expect(reported('SELECT 2; /* SELECT */ SELECT 2; SELECT 2, here')[1]).toBe('line 1, column 44')
})

test.each(["SELECT '日本語👩‍👩‍👧', here", "SELECT\t'\x1b[2J\u202e' here", 'SELECT here FROM x'])(
  'the caret stands below the place: %j',
  script => {
    const [, , source, caret] = reported(script)
    const place = stringWidth(source!.slice(0, source!.indexOf('here')))
    expect(caret).toBe(`${' '.repeat(place)}^`)
    expect(source).not.toMatch(/[\x1b\u202e\t]/)
  },
)

test('of a long line only the neighbourhood is shown', () => {
  const [, , source, caret] = reported(`SELECT ${'x, '.repeat(100_000)} here ${', y'.repeat(100_000)}`)
  expect(source!.length).toBeLessThan(110)
  expect(source!.indexOf('here')).toBe(caret!.length - 1)
  expect(source).toMatch(/^ {2}….*…$/)
})

test('an error that is not ours shows its message, escaped, and no stack', () => {
  expect(errorText(new TypeError('bad \x1b[2J'))).toBe('gmailsql: bad \\x1b[2J\n')
})
