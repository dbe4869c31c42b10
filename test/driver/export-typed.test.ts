import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-export-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const COLUMNS = `Id, Subject, IsRead, ReceivedDate, Size / 4.0 AS quarter, COUNT(*) OVER () AS n, x'00ff' AS b,
  NULL AS hollow, 9007199254740993 AS big, char(1) || '_x0041_ ' AS odd, Id`

async function readParquet(file: string) {
  const buffer = await asyncBufferFromFile(file)
  const rows = await parquetReadObjects({ file: buffer, utf8: false })
  const { schema } = await parquetMetadataAsync(buffer)
  return {
    rows,
    types: schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type]),
  }
}

test('Parquet keeps names, types and values', async () => {
  await using demo = await startDemo({ messages: 200 })
  const db = await demo.open()
  const file = join(place, 'mail.parquet')
  const told = await db.query(`SELECT ${COLUMNS} INTO 'parquet://${file}' FROM Inbox ORDER BY Id`)
  const { rows: given } = await db.queryArrays(`SELECT ${COLUMNS} FROM Inbox ORDER BY Id`)
  const { rows, types } = await readParquet(file)
  expect(told.rows).toMatchObject([
    { Format: 'parquet', Rows: given.length, Bytes: readFileSync(file).length },
  ])
  expect(types).toEqual([
    ['Id', 'INT64', undefined],
    ['Subject', 'BYTE_ARRAY', 'UTF8'],
    ['IsRead', 'BOOLEAN', undefined],
    ['ReceivedDate', 'INT64', 'TIMESTAMP_MILLIS'],
    ['quarter', 'DOUBLE', undefined],
    ['n', 'INT64', undefined],
    ['b', 'BYTE_ARRAY', undefined],
    ['hollow', 'BYTE_ARRAY', 'UTF8'],
    ['big', 'INT64', undefined],
    ['odd', 'BYTE_ARRAY', 'UTF8'],
    ['Id_2', 'INT64', undefined],
  ])
  expect(rows.map(row => Object.values(row))).toEqual(
    given.map(([id, subject, isRead, date, quarter, n, b, hollow, big, odd]) => [
      BigInt(Number(id)),
      subject,
      isRead === 1,
      new Date(`${String(date).replace(' ', 'T')}Z`),
      quarter,
      BigInt(Number(n)),
      new Uint8Array(b as Uint8Array),
      hollow,
      big,
      odd,
      BigInt(Number(id)),
    ]),
  )
})

test('Parquet of many rows is written in groups; of none it is a file with its columns', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const [many, none] = [join(place, 'many.parquet'), join(place, 'none.parquet')]
  const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)'
  await db.query(`${numbers} SELECT i, i / 2.0 AS half INTO 'parquet://${many}' FROM n`)
  await db.query(`SELECT Subject, Size INTO 'parquet://${none}' FROM Inbox WHERE Size < 0`)
  const { rows } = await readParquet(many)
  expect(rows).toHaveLength(45_000)
  expect(rows.at(-1)).toEqual({ i: 45_000n, half: 22_500 })
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(many))
  expect(metadata.row_groups.map(group => Number(group.num_rows))).toEqual([20_000, 20_000, 5_000])
  expect(await readParquet(none)).toEqual({
    rows: [],
    types: [
      ['Subject', 'BYTE_ARRAY', 'UTF8'],
      ['Size', 'INT64', undefined],
    ],
  })
})

test('a value that does not fit its column in Parquet is an error, and no file is left', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE odd (d DATETIME, n INTEGER)')
  await db.query("INSERT INTO odd VALUES ('yesterday', NULL)")
  await expect(db.query(`SELECT d INTO 'parquet://${join(place, 'x')}' FROM odd`)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining('"yesterday"'),
    hint: expect.stringContaining('CAST(d AS TEXT)'),
  })
  expect(readdirSync(place)).toEqual([])
  await db.query(`SELECT CAST(d AS TEXT) AS d, n INTO 'parquet://${join(place, 'x')}' FROM odd`)
  expect((await readParquet(join(place, 'x'))).rows).toEqual([{ d: 'yesterday', n: null }])
})

/** Reads a sheet with nothing but Python's own unzip and XML: rows of [type, value, format]. */
const READ_SHEET = `
import json, sys, zipfile, xml.etree.ElementTree as tree
ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
book = zipfile.ZipFile(sys.argv[1])
part = lambda name: tree.fromstring(book.read(name))
strings = [''.join(t.text or '' for t in si.iter('{%s}t' % ns['m'])) for si in part('xl/sharedStrings.xml').findall('m:si', ns)]
styles = part('xl/styles.xml')
formats = {f.get('numFmtId'): f.get('formatCode') for f in styles.iter('{%s}numFmt' % ns['m'])}
kinds = [formats.get(xf.get('numFmtId')) for xf in styles.find('m:cellXfs', ns)]
def cell(c):
    value = c.find('m:v', ns)
    if value is None: return None
    if c.get('t') == 's': return strings[int(value.text)]
    if c.get('t') == 'b': return value.text == '1'
    return {'number': value.text, 'format': kinds[int(c.get('s') or 0)]}
rows = [{c.get('r').rstrip('0123456789'): cell(c) for c in row} for row in part('xl/worksheets/sheet1.xml').iter('{%s}row' % ns['m'])]
print(json.dumps({'sheet': part('xl/workbook.xml').find('m:sheets', ns)[0].get('name'), 'rows': rows}))
`

async function readSheet(file: string): Promise<{ sheet: string; rows: Record<string, unknown>[] }> {
  const { stdout } = await promisify(execFile)('python3', ['-c', READ_SHEET, file])
  return JSON.parse(stdout)
}

test('XLSX keeps numbers, truth, dates and texts as such', async () => {
  await using demo = await startDemo({ messages: 200 })
  const db = await demo.open()
  const file = join(place, 'mail.xlsx')
  await db.query(`SELECT ${COLUMNS} INTO 'xlsx://${file};sheet=My mail' FROM Inbox ORDER BY Id LIMIT 3`)
  const { rows: given } = await db.queryArrays(`SELECT ${COLUMNS} FROM Inbox ORDER BY Id LIMIT 3`)
  const { sheet, rows } = await readSheet(file)
  expect(sheet).toBe('My mail')
  expect(Object.values(rows[0]!)).toEqual(
    'Id Subject IsRead ReceivedDate quarter n b hollow big odd Id'.split(' '),
  )
  rows.slice(1).forEach((row, index) => {
    const [id, subject, isRead, date, quarter, n] = given[index]!
    expect(row).toMatchObject({
      A: { number: String(id), format: null },
      B: subject,
      C: isRead === 1,
      D: { format: 'yyyy-mm-dd hh:mm:ss' },
      E: { number: String(quarter), format: null },
      F: { number: String(n), format: null },
      G: 'AP8=',
      I: '9007199254740993',
      J: '_x0001__x005F_x0041_ ',
    })
    const days = Number((row['D'] as { number: string }).number)
    const date1900 = Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000
    expect(new Date(date1900).toISOString().slice(0, 19).replace('T', ' ')).toBe(date)
  })
})

test('what a sheet cannot hold is an error, and no file is left', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const file = join(place, 'x.xlsx')
  await expect(db.query(`SELECT printf('%040000d', 1) AS long INTO 'xlsx://${file}'`)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining('long has a text of 40000'),
  })
  await expect(db.query(`SELECT 1 INTO 'xlsx://${file};sheet=a/b'`)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining('"a/b"'),
  })
  expect(readdirSync(place)).toEqual([])
  await db.query(`SELECT '1900-01-02 00:00:00' AS d INTO 'xlsx://${file}'`)
  expect((await readSheet(file)).rows[1]).toEqual({ A: '1900-01-02 00:00:00' })
})
