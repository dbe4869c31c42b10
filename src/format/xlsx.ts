import type { Cell, SheetData } from 'write-excel-file/node'
import { GmailSqlError } from '../util/errors.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'
import { plainText } from './cell.ts'
import { optionalPackage } from './optional-package.ts'
import { dateOf } from './parquet.ts'
import type { ArrayRow, ByteSink, RowWriter } from './row-writer.ts'
import { spelledText } from './xlsx-text.ts'

type Library = typeof import('write-excel-file/node')

export function loadXlsx(): Promise<Library> {
  return optionalPackage('xlsx', 'write-excel-file', () => import('write-excel-file/node'))
}

/** Excel's own limits: rows of a sheet, characters of a cell. */
const MOST_ROWS = 1_048_576
const LONGEST_TEXT = 32_767
/** Excel counts days from 1900 and takes that for a leap year: before March 1900 a date is text. */
const FIRST_DATE = Date.UTC(1900, 2, 1)
const DEFAULT_SHEET = 'Result'

/**
 * A sheet with a bold header line. Numbers, truth and dates are such; an INTEGER beyond 2^53, which Excel would round, is
 * text, a BLOB is base64. The library wants the whole sheet at once, so the rows are in memory until the end.
 */
export class SheetRows implements RowWriter {
  readonly #out: ByteSink
  readonly #library: Library
  readonly #sheet: string
  readonly #data: SheetData = []
  #columns: readonly ResultColumn[] = []

  constructor(out: ByteSink, library: Library, sheet = DEFAULT_SHEET) {
    this.#out = out
    this.#library = library
    this.#sheet = sheet
    if (/[\\/?*[\]:]/.test(sheet) || sheet.length > 31) {
      throw new GmailSqlError('BAD_VALUE', `a sheet cannot be called "${sheet}"`, {
        hint: 'At most 31 characters, and none of \\ / ? * [ ] :',
      })
    }
  }

  async begin(columns: readonly ResultColumn[]): Promise<void> {
    this.#columns = columns
    this.#data.push(
      columns.map(({ name }) => ({ value: text(name, name), type: String, fontWeight: 'bold' })),
    )
  }

  async rows(batch: readonly ArrayRow[]): Promise<void> {
    if (this.#data.length + batch.length > MOST_ROWS) {
      throw new GmailSqlError(
        'BAD_VALUE',
        `a sheet of Excel has ${MOST_ROWS - 1} rows, and the result has more`,
        {
          hint: 'Write csv or parquet, or set a LIMIT.',
        },
      )
    }
    for (const row of batch)
      this.#data.push(this.#columns.map((column, index) => cellOf(row[index] ?? null, column)))
  }

  async end(): Promise<void> {
    const file = this.#library.default(this.#data, { sheet: this.#sheet, stickyRowsCount: 1 })
    await this.#out.write(await file.toBuffer())
  }

  /** Nothing was written yet. */
  async abort(): Promise<void> {}
}

function cellOf(value: SqlValue, { name, type }: ResultColumn): Cell {
  if (value === null) return null
  const date = type === 'DATETIME' ? dateOf(value) : null
  if (date && date.getTime() >= FIRST_DATE) return { value: date, type: Date, format: 'yyyy-mm-dd hh:mm:ss' }
  if (type === 'BOOLEAN' && (Number(value) === 0 || Number(value) === 1))
    return { value: Number(value) === 1, type: Boolean }
  const isNumber = typeof value === 'bigint' || typeof value === 'number'
  if (isNumber && isExact(value)) return { value: Number(value), type: Number }
  return { value: text(plainText(value), name), type: String }
}

function isExact(value: number | bigint): boolean {
  return typeof value === 'bigint' ? BigInt.asIntN(54, value) === value : Number.isFinite(value)
}

function text(raw: string, column: string): string {
  if (raw.length > LONGEST_TEXT) {
    throw new GmailSqlError(
      'BAD_VALUE',
      `a cell of Excel has ${LONGEST_TEXT} characters; ${column} has a text of ${raw.length}`,
      {
        hint: `Write csv or parquet, or substr(${column}, 1, ${LONGEST_TEXT}).`,
      },
    )
  }
  return spelledText(raw)
}
