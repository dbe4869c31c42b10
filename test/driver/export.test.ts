import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

const HEAVY =
  'FROM Messages a, Messages b, Messages c, Messages d WHERE a.Size + b.Size = c.Size * 7 + d.Size'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-export-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

test('INTO writes the rows of a SELECT and answers file, format, rows and bytes', async () => {
  await using demo = await startDemo({ messages: 200 })
  const db = await demo.open()
  const file = join(place, 'mail.csv')
  const result = await db.query(
    `SELECT Id, Subject INTO 'csv://${file}' FROM Inbox WHERE Id <= ? ORDER BY Id`,
    [5],
  )
  const { rows } = await db.queryArrays('SELECT Id, Subject FROM Inbox WHERE Id <= ? ORDER BY Id', [5])
  expect(rows).toHaveLength(5)
  const text = readFileSync(file, 'utf8')
  expect(text).toBe(`Id,Subject\r\n${rows.map(row => `${row.map(field).join(',')}\r\n`).join('')}`)
  expect(result).toMatchObject({
    command: 'SELECT',
    rows: [{ File: file, Format: 'csv', Rows: 5, Bytes: Buffer.byteLength(text) }],
  })
  expect(result.columns.map(({ name, type }) => [name, type])).toEqual([
    ['File', 'TEXT'],
    ['Format', 'TEXT'],
    ['Rows', 'INTEGER'],
    ['Bytes', 'INTEGER'],
  ])
  expect(readdirSync(place)).toEqual(['mail.csv'])
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

function field(value: unknown): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

test.each([
  ['a text', (url: string) => `'${url}'`],
  ['brackets', (url: string) => `[${url}]`],
  ['double quotes', (url: string) => `"${url}"`],
  ['backticks', (url: string) => `\`${url}\``],
])('the target may stand in %s, and filename= before the path', async (_, quoted) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const [one, two] = [join(place, '1.csv'), join(place, '2.csv')]
  await db.query(`SELECT 1 AS a, 'x;y' AS b INTO ${quoted(`csv://${one};delimiter=tab`)}`)
  await db.query(
    `WITH c AS (SELECT 1 AS a, 'x;y' AS b) SELECT * INTO ${quoted(`CSV://filename=${two};Delimiter=semicolon;header=false`)} FROM c`,
  )
  expect(readFileSync(one, 'utf8')).toBe('a\tb\r\n1\tx;y\r\n')
  expect(readFileSync(two, 'utf8')).toBe('1;"x;y"\r\n')
})

test.each([
  ["csv://FILE;quote=';lineend=lf", "a,b\n'it''s, x',\n"],
  ['csv://FILE;bom=true;header=false', '\ufeff"it\'s, x",\r\n'],
  ['tsv://FILE', "a\tb\r\nit's, x\t\r\n"],
  ['json://FILE', '[\n{"a":"it\'s, x","b":null}\n]\n'],
  ['jsonl://FILE', '{"a":"it\'s, x","b":null}\n'],
  [
    'html://FILE',
    '<table>\n<thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody>\n<tr><td>it&#39;s, x</td><td class="null"></td></tr>\n</tbody>\n</table>\n',
  ],
  ['insert://FILE;table=t', 'INSERT INTO "t" ("a", "b") VALUES (\'it\'\'s, x\', NULL);\n'],
])('%s', async (url, text) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const file = join(place, 'x.out')
  await db.query(`SELECT 'it''s, x' AS a, NULL AS b INTO [${url.replace('FILE', file)}]`)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a file that is there, a symbolic link and a folder are refused before mail is asked for', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const file = join(place, 'mine.csv')
  writeFileSync(file, 'mine')
  const into = (target: string) => db.query(`SELECT Subject INTO 'csv://${target}' FROM Inbox`)
  await expect(into(file)).rejects.toMatchObject({
    code: 'FILE_EXISTS',
    message: expect.stringContaining(file),
    hint: expect.stringContaining('overwrite=true'),
  })
  symlinkSync(join(place, 'elsewhere'), join(place, 'link.csv'))
  await expect(into(`${join(place, 'link.csv')};overwrite=true`)).rejects.toMatchObject({
    code: 'FILE_UNSAFE',
  })
  await expect(into(`${place};overwrite=true`)).rejects.toMatchObject({ code: 'FILE_UNSAFE' })
  await expect(into(join(place, 'no such', 'x.csv'))).rejects.toMatchObject({ code: 'BAD_VALUE' })
  expect(readdirSync(place).toSorted()).toEqual(['link.csv', 'mine.csv'])
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect(
    demo
      .commands()
      .map(({ name }) => name)
      .filter(name => name !== 'LIST'),
  ).toEqual([])
})

test('overwrite=true replaces a file by the whole new one, readable by its owner only', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const file = join(place, 'mine.csv')
  writeFileSync(file, 'mine')
  chmodSync(file, 0o644)
  await db.query(`SELECT 1 AS a INTO 'csv://${file};overwrite=true'`)
  expect(readFileSync(file, 'utf8')).toBe('a\r\n1\r\n')
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a statement that is cancelled or fails leaves no file, and an old one as it was', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const [fresh, old] = [join(place, 'new.csv'), join(place, 'old.csv')]
  writeFileSync(old, 'old')
  for (const target of [fresh, `${old};overwrite=true`]) {
    const sql = `SELECT a.Id INTO 'csv://${target}' ${HEAVY}`
    await expect(db.query(sql, [], { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  }
  await expect(
    db.query(`SELECT abs(-9223372036854775808) INTO 'csv://${fresh}' FROM Inbox`),
  ).rejects.toMatchObject({ code: expect.any(String) })
  expect(readdirSync(place)).toEqual(['old.csv'])
  expect(readFileSync(old, 'utf8')).toBe('old')
})

test('~ is the home of the user, and a path is that of the process', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const missing = 'gmailsql no such place/x.csv'
  await expect(db.query(`SELECT 1 INTO 'csv://~/${missing}'`)).rejects.toMatchObject({
    message: expect.stringContaining(join(homedir(), missing)),
  })
  await expect(db.query(`SELECT 1 INTO 'csv://${missing}'`)).rejects.toMatchObject({
    message: expect.stringContaining(join(process.cwd(), missing)),
  })
})

test('EXPLAIN tells the plan of the SELECT and writes nothing; a prepared statement knows its columns', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const file = join(place, 'x.csv')
  const sql = `SELECT Subject INTO 'csv://${file}' FROM Inbox`
  expect(await db.explain(sql)).toBe(await db.explain('SELECT Subject FROM Inbox'))
  await db.query(`EXPLAIN ANALYZE ${sql}`)
  await using prepared = await db.prepare(sql)
  expect((await prepared.columns()).map(({ name }) => name)).toEqual(['File', 'Format', 'Rows', 'Bytes'])
  expect(existsSync(file)).toBe(false)
})

test('the memory of an export does not grow with its rows', { timeout: 60_000 }, async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const file = join(place, 'many.jsonl')
  const peakOf = async (rows: number) => {
    let peak = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 20)
    const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`
    const into = `INTO 'jsonl://${file};overwrite=true'`
    const { rows: told } = await db.query(`${numbers} SELECT i, printf('%01000d', i) AS text ${into} FROM n`)
    clearInterval(watch)
    expect(told).toMatchObject([{ Rows: rows, Bytes: statSync(file).size }])
    return peak
  }
  const small = await peakOf(60_000)
  expect(statSync(file).size).toBeGreaterThan(60_000_000)
  const large = await peakOf(240_000)
  expect(statSync(file).size).toBeGreaterThan(240_000_000)
  expect(large - small).toBeLessThan(120_000_000)
})

test.each([
  ["SELECT 1 INTO 'csv://x.csv;delimeter=tab'", 'BAD_VALUE', 'delimeter', /delimiter/],
  ["SELECT 1 INTO 'csv://x.csv;delimiter=ab'", 'BAD_VALUE', '"ab"', /character/],
  ["SELECT 1 INTO 'csv://x.csv;header=maybe'", 'BAD_VALUE', '"maybe"', /true or false/],
  ["SELECT 1 INTO 'json://x.json;delimiter=tab'", 'BAD_VALUE', 'delimiter', /overwrite/],
  ["SELECT 1 INTO 'csv://x.csv;header'", 'BAD_VALUE', 'header', /name=value/],
  ["SELECT 1 INTO 'csv://;header=true'", 'BAD_VALUE', 'names no file', /file.csv/],
  ["SELECT 1 INTO 'doc://x.doc'", 'NOT_SUPPORTED', 'doc://', /csv/],
  ["SELECT 1 INTO 'x.csv'", 'NOT_SUPPORTED', 'x.csv', /csv:\/\//],
  ['SELECT Id INTO copy FROM Inbox', 'NOT_SUPPORTED', 'copy', /CREATE TEMP TABLE/],
  ['SELECT Id INTO', 'NOT_SUPPORTED', 'nothing', /csv:\/\//],
  ["SELECT Nix INTO 'csv://x.csv' FROM Inbox", 'NO_COLUMN', 'Nix', /./],
  ["SELECT (SELECT 1 INTO 'csv://x.csv')", 'SYNTAX', 'INTO', /./],
])('%s is refused with %s', async (sql, code, text, hint) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const error = await db.query(sql).catch(thrown => thrown)
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
  if (code !== 'SYNTAX' && code !== 'NO_COLUMN') expect(error.hint).toMatch(hint)
  expect(existsSync('x.csv')).toBe(false)
})
