import type { ColumnType } from '../util/value.ts'

/** Functions that answer one type, or NULL, whatever they are given. */
const NAMES: Readonly<Record<'TEXT' | 'INTEGER' | 'REAL' | 'DATETIME', string>> = {
  TEXT: 'CHAR CONCAT CONCAT_WS CURRENT_DATABASE CURRENT_SCHEMA CURRENT_USER DATABASE DATE FORMAT GROUP_CONCAT HEX JSON JSON_ARRAY JSON_GROUP_ARRAY JSON_GROUP_OBJECT JSON_OBJECT LOWER LTRIM PRINTF QUOTE REPLACE RTRIM SCHEMA SESSION_USER SOUNDEX STRFTIME STRING_AGG SYSTEM_USER TIME TRIM TYPEOF UPPER USER',
  INTEGER:
    'COUNT DENSE_RANK HAS_FLAG HAS_LABEL INSTR JSON_ARRAY_LENGTH LENGTH NTILE OCTET_LENGTH RANDOM RANK ROW_NUMBER UNICODE UNIXEPOCH',
  REAL: 'ACOS ASIN ATAN ATAN2 AVG COS CUME_DIST DEGREES EXP JULIANDAY LN LOG LOG10 LOG2 PERCENT_RANK PI RADIANS ROUND SIN SQRT TAN TOTAL',
  DATETIME: 'DATETIME',
}

const TYPES: ReadonlyMap<string, ColumnType> = new Map(
  Object.entries(NAMES).flatMap(([type, names]) =>
    names.split(' ').map((name): [string, ColumnType] => [name, type as keyof typeof NAMES]),
  ),
)

/** Functions that answer one of their arguments. */
const CHOOSING = new Set([
  'COALESCE',
  'FIRST_VALUE',
  'IFNULL',
  'LAG',
  'LAST_VALUE',
  'LEAD',
  'MAX',
  'MIN',
  'NULLIF',
])

const WHOLE: ReadonlySet<ColumnType | null> = new Set<ColumnType>(['INTEGER', 'BOOLEAN'])

/** The type that a call answers, from its name in capitals and the types of its arguments; null is not known. */
export function callType(name: string, args: readonly (ColumnType | null)[]): ColumnType | null {
  const [first = null] = args
  if (CHOOSING.has(name)) return args.every(type => type === first) ? first : null
  if (name === 'SUM') return WHOLE.has(first) ? 'INTEGER' : null
  if (name === 'SUBSTR' || name === 'SUBSTRING') return first === null || first === 'BLOB' ? null : 'TEXT'
  return TYPES.get(name) ?? null
}
