import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArrayRow, Result } from '../../src/index.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { askDuckdb, hasDuckdb } from '../support/duckdb.ts'
import { hasOffice, readByOffice, type SheetField } from '../support/office.ts'

/** Id, text, date, truth, real: what programs that read files are known to change. */
const ODD: readonly ArrayRow[] = [
  [1, '日本語の件名 𠮷野家 👩‍👩‍👧 ｶﾅ é e\u0301', '2024-02-29 23:59:59', 1, 0.1],
  [2, 'line one\nline two\r\nline three\rline four\n', '1999-12-31 00:00:00', 0, 12345678901234.5],
  [3, '=1+1', null, null, -0.5],
  [4, '@SUM(A1)', '1900-03-01 00:00:00', 1, 123456789.123456],
  [5, '+81 90-1234', '2038-01-19 03:14:08', 1, 3],
  [6, '-2', '9999-12-31 23:59:59', 1, 5e-324],
  [7, '007', '2024-01-01 00:00:01', 0, 1e15],
  [8, '', null, 0, null],
  [null, null, null, null, null],
  [10, '文'.repeat(32_767), '2024-01-01 00:00:00', 1, 1],
  [11, ' leading, "quotes", \t tab; pipe | and end ', '2024-01-01 00:00:00', 1, 1],
  [12, '2024-01-01', '2024-01-01 00:00:00', 1, 1],
  [13, '\x01_x0041_ _x005F\x01 <b>&amp;</b> ]]>', '2024-01-01 12:34:56', 1, 1],
  [
    19,
    'unreadable \ufffd\ufffe, C1 \x7f\x85\x9f, bidi \u202e\u2066, zero \u200b\u200d\ufeff, none \ufdd0\u{1fffe}',
    null,
    1,
    1,
  ],
  [14, 'TRUE', '2024-01-01 12:34:56', 1, 1],
  [15, '1e5', '2024-01-01 12:34:56', 1, 1],
  [16, "'apostrophe", '2024-01-01 12:34:56', 1, 1],
  [17, '9007199254740993', '2024-01-01 12:34:56', 1, 1],
  [18, 'NULL', '2024-01-01 12:34:56', 1, 1],
  [-9007199254740991, '#N/A', '2024-01-01 12:34:56', 1, 1],
]
const SELECTS = {
  odd: 'SELECT Id, t, d, b, r FROM odd',
  mail: 'SELECT Id, MsgId, Subject, [From], [To], ReceivedDate, IsRead, Size FROM Messages',
} as const
const NAMES = ['odd', 'mail'] as const
const folder = temporaryFolder()
const fileOf = (name: string, format: string) => join(folder, `${name}.${format}`)
let demo: Demo
let results: Record<(typeof NAMES)[number], Result<ArrayRow>>

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE odd (Id INTEGER, t TEXT, d DATETIME, b BOOLEAN, r REAL)')
  for (const row of ODD) await db.query('INSERT INTO odd VALUES (?, ?, ?, ?, ?)', [...row])
  results = { odd: await db.queryArrays(SELECTS.odd), mail: await db.queryArrays(SELECTS.mail) }
  for (const name of NAMES) {
    for (const format of ['xlsx', 'csv', 'tsv', 'parquet', 'jsonl'])
      await db.query(SELECTS[name].replace(' FROM', ` INTO '${format}://${fileOf(name, format)}' FROM`))
  }
  expect(results.odd.rows).toEqual(ODD)
  expect(results.mail.rows.length).toBeGreaterThan(250)
})
afterAll(() => demo[Symbol.asyncDispose]())

describe.runIf(hasOffice)('LibreOffice has the same rows', () => {
  const headOf = ({ columns }: Result<ArrayRow>) => columns.map(({ name }) => ({ text: name }))

  test('of XLSX, numbers, dates and truth as such', async () => {
    const sheets = await readByOffice({ files: NAMES.map(name => fileOf(name, 'xlsx')), folder })
    for (const [at, name] of NAMES.entries()) {
      const { rows, columns } = results[name]
      const wanted = rows.map(row => row.map((value, index) => typed(value, columns[index]!.type)))
      expect(sheets[at]).toEqual([headOf(results[name]), ...wanted])
    }
  })

  test('of CSV that is opened as text', async () => {
    const files = NAMES.map(name => fileOf(name, 'csv'))
    const sheets = await readByOffice({ files, folder, textColumns: 8 })
    for (const [at, name] of NAMES.entries())
      expect(sheets[at]).toEqual([headOf(results[name]), ...results[name].rows.map(row => row.map(asText))])
  })
})

test.runIf(hasDuckdb).each(NAMES)(
  'DuckDB has the same rows of Parquet, CSV, TSV and JSON: %s',
  async name => {
    const { rows, columns } = results[name]
    const typedRows = rows.map(row => row.map((value, at) => inParquet(value, columns[at]!.type)))
    expect(await askDuckdb(`FROM '${fileOf(name, 'parquet')}'`)).toEqual(typedRows)
    const texts = rows.map(row => row.map(value => (value === null ? null : String(value))))
    const options = `all_varchar = true, header = true, quote = '"', escape = '"', allow_quoted_nulls = false`
    const csv = (format: string, sign: string) =>
      `FROM read_csv('${fileOf(name, format)}', delim = ${sign}, ${options})`
    expect(await askDuckdb(csv('csv', "','"))).toEqual(texts)
    expect(await askDuckdb(csv('tsv', "e'\\t'"))).toEqual(texts)
    const fields = columns.map(column => `json->>'${column.name}'`).join()
    expect(await askDuckdb(`SELECT ${fields} FROM read_ndjson_objects('${fileOf(name, 'jsonl')}')`)).toEqual(
      texts,
    )
  },
)

function inParquet(value: ArrayRow[number], type: string | null): unknown {
  if (value === null) return null
  if (type === 'BOOLEAN') return value === 1
  return type === 'INTEGER' ? String(value) : value
}

/** Spellings of the format (`xlsx-text.ts`) that LibreOffice shows as they are; Excel reads these as well. */
function asOfficeShows(text: string): string {
  return text.replace(
    /[\x7f\x9f\ufffd\ufdd0]/g,
    char => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
}

/** A cell ends lines with a line feed alone, and the empty text is an empty cell. */
function asText(value: ArrayRow[number]): SheetField {
  if (value === null || value === '') return null
  return { text: String(value).replace(/\r\n?/g, '\n') }
}

function typed(value: ArrayRow[number], type: string | null): SheetField {
  if (value === null) return null
  if (type === 'BOOLEAN') return { shown: value === 1 ? 'TRUE' : 'FALSE' }
  if (type === 'INTEGER' || type === 'REAL') return { shown: String(value).replace('e', 'E') }
  return type === 'DATETIME' ? { shown: String(value) } : asText(asOfficeShows(String(value)))
}
