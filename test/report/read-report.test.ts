import { describe, expect, test } from 'vitest'
import { readBlockHead } from '../../src/report/block-options.ts'
import { parameterValues } from '../../src/report/parameter-values.ts'
import { readReport } from '../../src/report/read-report.ts'
import { GmailSqlError } from '../../src/util/errors.ts'

const fence = '```'

async function refusal(text: string): Promise<GmailSqlError> {
  const error = await readReport(text).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(GmailSqlError)
  return error as GmailSqlError
}

describe('the words behind a fence', () => {
  test('are a kind, the name of a query, flags and options, in any order', () => {
    expect(
      readBlockHead('senders bar stacked x=Name y="Unread share",Read limit=5 title=\'Most "mail"\''),
    ).toEqual({
      kind: 'bar',
      name: 'senders',
      options: { stacked: true, x: 'Name', y: ['Unread share', 'Read'], limit: 5, title: 'Most "mail"' },
    })
    expect(readBlockHead('pie data=senders')).toEqual({
      kind: 'pie',
      name: 'senders',
      options: { data: 'senders' },
    })
    expect(readBlockHead('')).toEqual({ kind: undefined, name: undefined, options: {} })
  })

  test.each([
    ['titel=x', 'no option "titel"', 'Did you mean title?'],
    ['limit=0', 'limit=0', 'from 1'],
    ['limit=many', 'limit=many', 'from 1'],
    ['bar one two', '"two"', 'Write a kind'],
    ['one data=two', 'two queries', 'one query'],
    ['title="open', 'does not understand', 'Write a kind'],
  ])('that mean nothing are refused: %s', (text, message, hint) => {
    expect(() => readBlockHead(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_VALUE',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    )
  })
})

describe('a report', () => {
  test('has a title, parameters with defaults, queries, and the blocks that show them', async () => {
    const report = await readReport(
      [
        '---',
        'title: "Mail: all of it"',
        'parameters:',
        '  days: 90',
        '  label: Work',
        '  from:',
        '---',
        `${fence}sql totals`,
        'SELECT 1 AS n;',
        fence,
        `${fence}sql`,
        'SELECT 2 AS n',
        fence,
        `${fence}chart`,
        'bar totals',
        'title="Two lines of options"',
        fence,
        `${fence}js`,
        'not(ours)',
        fence,
      ].join('\n'),
    )
    expect(report.title).toBe('Mail: all of it')
    expect(Object.fromEntries(report.parameters)).toEqual({ days: 90, label: 'Work', from: null })
    expect(report.queries.map(({ name, line }) => [name, line])).toEqual([
      ['totals', 8],
      ['#2', 11],
    ])
    const figures = [...report.figures.values()].map(({ kind, query, line }) => [kind, query.name, line])
    expect(figures).toEqual([
      ['table', '#2', 11],
      ['bar', 'totals', 14],
    ])
  })

  test('without front matter has neither title nor parameters', async () => {
    const report = await readReport('# Title\n\n---\n\ntext')
    expect(report.title).toBeUndefined()
    expect(report.parameters.size).toBe(0)
  })

  test.each([
    [
      'the line of a wrong option',
      `a\n\n${fence}sql bar colour=red\nSELECT 1\n${fence}`,
      'line 3',
      'BAD_VALUE',
    ],
    [
      'the place of an error in SQL',
      `${fence}sql\nSELECT 1,\n  'open\n${fence}`,
      'line 3, column 3',
      'SYNTAX',
    ],
    [
      'a query that is not there',
      `${fence}sql senders\nSELECT 1\n${fence}\n${fence}chart bar sender\n${fence}`,
      '"sender"',
      'BAD_VALUE',
    ],
    ['a chart without a query', `${fence}chart bar\n${fence}`, 'bar is not enough', 'BAD_VALUE'],
    [
      'a name that comes twice',
      `${fence}sql a\nSELECT 1\n${fence}\n${fence}sql a\nSELECT 2\n${fence}`,
      'line 4',
      'BAD_VALUE',
    ],
    ['two statements', `${fence}sql\nSELECT 1; SELECT 2\n${fence}`, 'more than one', 'SYNTAX'],
    ['an entry that means nothing', '---\ntitel: x\n---\n', '"titel"', 'BAD_VALUE'],
    ['front matter that is no YAML', '---\ntitle: "x\n---\n', 'not YAML', 'BAD_VALUE'],
    ['a default that is a list', '---\nparameters:\n  a: [1, 2]\n---\n', '"a"', 'BAD_VALUE'],
    ['a parameter that is no word', '---\nparameters:\n  a b: 1\n---\n', '"a b"', 'BAD_VALUE'],
  ])('is refused with %s', async (_, text, message, code) => {
    const error = await refusal(text)
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
    expect(error.hint).toBeTruthy()
  })

  test.each([
    'DELETE FROM Inbox',
    "SELECT 1 INTO 'csv://a.csv'",
    'EXEC SendMailMessage',
    'CREATE TEMP TABLE t AS SELECT 1',
  ])('only reads: %s', async sql => {
    expect(await refusal(`${fence}sql\n${sql}\n${fence}`)).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('only reads'),
    })
  })
})

describe('--set', () => {
  const defaults = new Map<string, string | number | null>([
    ['days', 90],
    ['label', 'Work'],
    ['from', null],
  ])

  test('replaces defaults, as a number where the default is one', () => {
    const values = parameterValues(defaults, ['days=30', 'label=a=b', 'from='])
    expect(Object.fromEntries(values)).toEqual({ days: 30, label: 'a=b', from: '' })
  })

  test.each([
    [['day=1', 'from=x'], 'no parameter "day"', 'Did you mean days?'],
    [['days=soon', 'from=x'], 'days=soon', 'numbers'],
    [['days'], 'gives no value', '--set days=VALUE'],
    [[], '"from" of the report has no value', '--set from='],
  ])('refuses what the report cannot take: %s', (given, message, hint) => {
    expect(() => parameterValues(defaults, given)).toThrow(
      expect.objectContaining({
        code: 'BAD_VALUE',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    )
  })
})
