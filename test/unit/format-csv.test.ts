import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, written } from './format-support.ts'

/** A strict reader of RFC 4180, by its grammar; undefined when the text is not CSV. */
function parseCsv(text: string): string[][] | undefined {
  const records: string[][] = []
  let record: string[] = []
  let at = 0
  while (at < text.length) {
    const match = /"((?:[^"]|"")*)"(,|\r\n)|([^",\r\n]*)(,|\r\n)/y
    match.lastIndex = at
    const found = match.exec(text)
    if (!found) return undefined
    record.push(found[1]?.replaceAll('""', '"') ?? found[3]!)
    at = match.lastIndex
    if ((found[2] ?? found[4]) === ',') continue
    records.push(record)
    record = []
  }
  return records
}

test('a header line, CRLF, quotes where needed; NULL is empty, empty text is quoted, a BLOB is base64', async () => {
  const rows = [
    ['a,"b"', 1, null],
    ['', 9007199254740993n, new Uint8Array([1, 2, 255])],
  ]
  expect(await written({ format: 'csv', columns: columns('A', 'B "x"', 'C'), rows })).toBe(
    'A,"B ""x""",C\r\n"a,""b""",1,\r\n"",9007199254740993,AQL/\r\n',
  )
})

test('any text comes back exactly from a reader of RFC 4180', async () => {
  const texts = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(texts, async rows => {
      const csv = await written({ format: 'csv', columns: columns('A', 'B'), rows })
      expect(parseCsv(csv)).toEqual([['A', 'B'], ...rows])
    }),
  )
})

test('formulas are exact by default and defused when asked, in names too, numbers never', async () => {
  const result = { format: 'csv', columns: columns('=x'), rows: [['=1+1'], [-5], ['-5']] } as const
  expect(await written(result)).toBe('=x\r\n=1+1\r\n-5\r\n-5\r\n')
  expect(await written({ ...result, options: { terminal: false, csvSafe: true } })).toBe(
    "'=x\r\n'=1+1\r\n-5\r\n'-5\r\n",
  )
})

test('an aborted result is no CSV at all', async () => {
  const result = { format: 'csv', columns: columns('A'), rows: [['x']] } as const
  expect(parseCsv(await written(result))).toEqual([['A'], ['x']])
  expect(parseCsv(await written({ ...result, ends: 'abort' }))).toBeUndefined()
})
