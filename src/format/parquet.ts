import { GmailSqlError } from '../util/errors.ts'
import { uniqueNames } from '../util/unique-names.ts'
import type { ColumnType, ResultColumn, SqlValue } from '../util/value.ts'
import { plainText } from './cell.ts'
import { optionalPackage } from './optional-package.ts'
import type { ArrayRow, ByteSink, RowWriter } from './row-writer.ts'

type Library = typeof import('hyparquet-writer')

export function loadParquet(): Promise<Library> {
  return optionalPackage('parquet', 'hyparquet-writer', () => import('hyparquet-writer'))
}

/** A row group is what is kept in memory: so many rows, or so many characters and bytes. */
const GROUP_ROWS = 20_000
const GROUP_SIZE = 16_000_000

const ELEMENTS = {
  TEXT: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  INTEGER: { type: 'INT64' },
  REAL: { type: 'DOUBLE' },
  BLOB: { type: 'BYTE_ARRAY' },
  BOOLEAN: { type: 'BOOLEAN' },
  DATETIME: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
} as const satisfies Record<ColumnType, object>

/**
 * Apache Parquet, Snappy. INTEGER is INT64, REAL DOUBLE, DATETIME a timestamp in UTC. A column without a type has that of
 * its values in the first row group, or text when they are of several.
 */
export class ParquetRows implements RowWriter {
  readonly #out: ByteSink
  readonly #library: Library
  readonly #bytes: InstanceType<Library['ByteWriter']>
  #columns: readonly ResultColumn[] = []
  #types: readonly ColumnType[] | undefined
  #writer: InstanceType<Library['ParquetWriter']> | undefined
  #group: ArrayRow[] = []
  #size = 0

  constructor(out: ByteSink, library: Library) {
    this.#out = out
    this.#library = library
    this.#bytes = new library.ByteWriter()
  }

  async begin(columns: readonly ResultColumn[]): Promise<void> {
    const names = uniqueNames(columns.map(({ name }) => name))
    this.#columns = columns.map((column, index) => ({ ...column, name: names[index]! }))
  }

  async rows(batch: readonly ArrayRow[]): Promise<void> {
    for (const row of batch) {
      this.#group.push(row)
      for (const value of row) this.#size += sizeOf(value)
      if (this.#group.length >= GROUP_ROWS || this.#size >= GROUP_SIZE) await this.#writeGroup()
    }
  }

  async end(): Promise<void> {
    await this.#writeGroup()
    this.#open().finish()
    await this.#flush()
  }

  /** Without its footer the file is no Parquet file. */
  async abort(): Promise<void> {}

  async #writeGroup(): Promise<void> {
    const writer = this.#open()
    const types = this.#types!
    const group = this.#group
    if (group.length === 0) return
    const columnData = this.#columns.map((column, index) => ({
      name: column.name,
      data: group.map(row => stored(row[index] ?? null, types[index]!, column.name)),
    }))
    await writer.write({ columnData, rowGroupSize: group.length })
    this.#group = []
    this.#size = 0
    await this.#flush()
  }

  #open(): InstanceType<Library['ParquetWriter']> {
    if (this.#writer) return this.#writer
    const types = this.#columns.map(
      ({ type }, index) => type ?? typeOf(this.#group.map(row => row[index] ?? null)),
    )
    this.#types = types
    const elements = this.#columns.map(
      ({ name }, index) => ({ name, repetition_type: 'OPTIONAL', ...ELEMENTS[types[index]!] }) as const,
    )
    const schema = [{ name: 'root', num_children: elements.length }, ...elements]
    this.#writer = new this.#library.ParquetWriter({ writer: this.#bytes, schema, createdBy: 'gmailsql' })
    return this.#writer
  }

  async #flush(): Promise<void> {
    await this.#out.write(this.#bytes.getBytes().slice())
    this.#bytes.index = 0
  }
}

function sizeOf(value: SqlValue): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 8
}

function typeOf(values: readonly SqlValue[]): ColumnType {
  const found = new Set(values.filter(value => value !== null).map(value => kindOf(value)))
  if (found.size === 1) return [...found][0]!
  return [...found].every(kind => kind === 'INTEGER' || kind === 'REAL') && found.size > 0 ? 'REAL' : 'TEXT'
}

/** An INTEGER comes as bigint, a REAL as number. */
function kindOf(value: Exclude<SqlValue, null>): ColumnType {
  if (typeof value === 'bigint') return 'INTEGER'
  if (typeof value === 'number') return 'REAL'
  return typeof value === 'string' ? 'TEXT' : 'BLOB'
}

function stored(value: SqlValue, type: ColumnType, column: string): unknown {
  if (value === null) return null
  const isNumber = typeof value === 'bigint' || typeof value === 'number'
  switch (type) {
    case 'TEXT':
      return plainText(value)
    case 'BLOB':
      return typeof value === 'string'
        ? Buffer.from(value)
        : value instanceof Uint8Array
          ? value
          : fail(value, type, column)
    case 'REAL':
      return isNumber ? Number(value) : fail(value, type, column)
    case 'INTEGER':
      return isNumber && Number.isInteger(Number(value)) ? BigInt(value) : fail(value, type, column)
    case 'BOOLEAN':
      return isNumber && (Number(value) === 0 || Number(value) === 1)
        ? Number(value) === 1
        : fail(value, type, column)
    case 'DATETIME':
      return dateOf(value) ?? fail(value, type, column)
  }
}

/** The one form of dates in results; null for anything else. */
export function dateOf(value: SqlValue): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) return null
  const date = new Date(`${value.replace(' ', 'T')}Z`)
  return Number.isNaN(date.getTime()) ? null : date
}

function fail(value: Exclude<SqlValue, null>, type: ColumnType, column: string): never {
  const shown = plainText(value).slice(0, 60)
  throw new GmailSqlError(
    'BAD_VALUE',
    `the column ${column} is ${type} in the Parquet file, and "${shown}" is not`,
    {
      hint: `Write CAST(${column} AS TEXT) AS ${column}.`,
    },
  )
}
