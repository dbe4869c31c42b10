import { GmailSqlError } from '../../util/errors.ts'
import { isWord, spell, type Token } from '../lexer.ts'
import { argumentsOf, closing } from '../operands.ts'

/** A type as written: `VARCHAR(10)`, `DOUBLE PRECISION`, `TIMESTAMP WITH TIME ZONE`. */
export interface CastType {
  /** First word in capitals. */
  readonly name: string
  /** In parentheses: a length, or digits and decimals. */
  readonly sizes: readonly string[]
  /** One behind it. */
  readonly end: number
  readonly text: string
}

/** What stands before and behind the value. */
export interface Wrapping {
  readonly before: string
  readonly behind: string
}

const FURTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  DOUBLE: ['PRECISION'],
  CHARACTER: ['VARYING'],
  NATIONAL: ['CHARACTER', 'CHAR', 'VARYING'],
  CHAR: ['VARYING'],
  LONG: ['VARCHAR', 'TEXT'],
  SIGNED: ['INTEGER', 'INT'],
  UNSIGNED: ['INTEGER', 'INT'],
  TIMESTAMP: ['WITH', 'WITHOUT', 'LOCAL', 'TIME', 'ZONE'],
  TIME: ['WITH', 'WITHOUT', 'TIME', 'ZONE'],
}

/** The type that begins at `from`; null when no word stands there. */
export function readType(tokens: readonly Token[], from: number): CastType | null {
  const first = tokens[from]
  if (first?.kind !== 'word') return null
  let end = readWords(tokens, from)
  const close = closing(tokens, end)
  const sizes =
    close < 0 ? [] : argumentsOf(tokens, end).map(range => spell(tokens.slice(range.from, range.to)))
  if (close >= 0) end = readWords(tokens, close, first.value)
  return { name: first.value, sizes, end, text: spell(tokens.slice(from, end)) }
}

/** One behind the words of a type, `TIMESTAMP(3) WITH TIME ZONE` included. */
function readWords(tokens: readonly Token[], at: number, name = tokens[at]!.value): number {
  let end = at + 1
  while (isWord(tokens[end], ...(FURTHER_WORDS[name] ?? []))) end++
  return end
}

type Kind =
  | 'integer'
  | 'real'
  | 'decimal'
  | 'text'
  | 'date'
  | 'datetime'
  | 'time'
  | 'boolean'
  | 'blob'
  | 'json'

const KINDS: Readonly<Record<Kind, readonly string[]>> = {
  integer: [
    ...['INTEGER', 'INT', 'BIGINT', 'SMALLINT', 'TINYINT', 'MEDIUMINT', 'SIGNED', 'UNSIGNED'],
    ...['INT2', 'INT4', 'INT8', 'INT64', 'LONG', 'NUMBER_INTEGER'],
  ],
  real: ['REAL', 'FLOAT', 'DOUBLE', 'FLOAT4', 'FLOAT8', 'FLOAT64'],
  decimal: ['DECIMAL', 'NUMERIC', 'DEC', 'NUMBER', 'FIXED', 'MONEY', 'SMALLMONEY'],
  text: [
    ...['TEXT', 'VARCHAR', 'NVARCHAR', 'CHAR', 'NCHAR', 'CHARACTER', 'NATIONAL', 'STRING', 'CLOB', 'NTEXT'],
    ...['VARCHAR2', 'NVARCHAR2', 'LONGTEXT', 'UUID', 'UNIQUEIDENTIFIER', 'NAME'],
  ],
  date: ['DATE'],
  datetime: [
    'DATETIME',
    'TIMESTAMP',
    'DATETIME2',
    'SMALLDATETIME',
    'DATETIMEOFFSET',
    'TIMESTAMPTZ',
    'TIMESTAMP_NTZ',
  ],
  time: ['TIME', 'TIMETZ'],
  boolean: ['BOOLEAN', 'BOOL', 'BIT', 'LOGICAL'],
  blob: ['BLOB', 'BYTEA', 'BINARY', 'VARBINARY', 'BYTES', 'IMAGE'],
  json: ['JSON', 'JSONB'],
}

const KIND_OF = new Map(
  Object.entries(KINDS).flatMap(([kind, names]) => names.map(name => [name, kind as Kind] as const)),
)

export function isTypeName(token: Token | undefined): boolean {
  return token?.kind === 'word' && KIND_OF.has(token.value)
}

export function isTextType({ name }: CastType): boolean {
  return KIND_OF.get(name) === 'text'
}

export function isDateType({ name }: CastType): boolean {
  return KIND_OF.get(name) === 'date' || KIND_OF.get(name) === 'datetime'
}

/**
 * How a value becomes one of the type. A cast that fails gives NULL if it is tried; else dates are refused, and numbers are what
 * SQLite reads at the start of a text.
 * @throws NOT_SUPPORTED naming a type that is not known.
 */
export function castTo(type: CastType, isTried: boolean): Wrapping {
  const number = isTried ? 'TO_NUMBER(' : ''
  switch (KIND_OF.get(type.name)) {
    case 'integer':
      return { before: `CAST(${number}`, behind: `${number && ')'} AS INTEGER)` }
    case 'real':
      return { before: `CAST(${number}`, behind: `${number && ')'} AS REAL)` }
    case 'decimal':
      return decimal(type, number)
    case 'text':
      return text(type)
    case 'date':
      return { before: isTried ? 'TRY_TO_DATE(' : 'TO_DATE(', behind: ')' }
    case 'datetime':
      return { before: isTried ? 'GMAILSQL_TRY_DATETIME(' : 'TO_TIMESTAMP(', behind: ')' }
    case 'time':
      return { before: isTried ? 'GMAILSQL_TRY_TIME(' : 'GMAILSQL_TIME(', behind: ')' }
    case 'boolean':
      return { before: 'TO_BOOLEAN(', behind: ')' }
    case 'blob':
      return { before: 'CAST(', behind: ' AS BLOB)' }
    case 'json':
      return { before: 'JSON(', behind: ')' }
    case undefined:
      throw new GmailSqlError('NOT_SUPPORTED', `there is no type ${type.text} to cast to`, {
        hint: 'Types are INTEGER, REAL, DECIMAL(p, s), TEXT, VARCHAR(n), DATE, DATETIME, TIME, BOOLEAN, BLOB and JSON.',
      })
  }
}

/** `DECIMAL(p)` has no decimals; without sizes it has those of the value. */
function decimal({ sizes }: CastType, number: string): Wrapping {
  const [digits, decimals = '0'] = sizes
  if (digits === undefined) return { before: `CAST(${number}`, behind: `${number && ')'} AS NUMERIC)` }
  return { before: `ROUND(CAST(${number}`, behind: `${number && ')'} AS REAL), ${decimals})` }
}

function text({ sizes }: CastType): Wrapping {
  const [length] = sizes
  if (length === undefined || length.toUpperCase() === 'MAX') return { before: 'CAST(', behind: ' AS TEXT)' }
  return { before: 'SUBSTR(CAST(', behind: ` AS TEXT), 1, ${length})` }
}

/** Whether SQLite's own CAST does the same: then the text stays as it is. */
export function isNative({ name, sizes }: CastType): boolean {
  return sizes.length === 0 && ['INTEGER', 'INT', 'TEXT', 'REAL', 'NUMERIC', 'BLOB'].includes(name)
}
