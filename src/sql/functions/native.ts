import type { NativeFunction } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'
import { Family } from './define.ts'

type Row = readonly [name: string, parameters: string, doc: string, expression: string, gives: SqlValue]

function natives(family: Family, rows: readonly Row[]): NativeFunction[] {
  return family.native(
    rows.map(([name, parameters, doc, expression, gives]) => ({
      name,
      parameters,
      doc,
      example: [expression, gives] as const,
    })),
  )
}

/** SQLite's own, which are listed and documented beside ours; those of JSON and full text are SQLite's matter. */
const texts = natives(new Family('string'), [
  ['CHAR', 'code, …', 'The characters of Unicode numbers.', 'CHAR(71, 109)', 'Gm'],
  ['CONCAT', 'a, …', 'One text of all that is not NULL.', "CONCAT('a', NULL, 1)", 'a1'],
  [
    'CONCAT_WS',
    'separator, a, …',
    'The same with a separator between.',
    "CONCAT_WS('-', 'a', NULL, 'b')",
    'a-b',
  ],
  ['FORMAT', 'format, a, …', 'printf of C: %d, %s, %.2f, %05d.', "FORMAT('%05.1f', 3.14159)", '003.1'],
  ['PRINTF', 'format, a, …', 'The same as FORMAT.', "PRINTF('%s!', 'a')", 'a!'],
  ['GLOB', 'pattern, text', 'What GLOB does: * and ? and [a-z], with case.', "'Inbox' GLOB 'I*'", 1],
  ['HEX', 'value', 'The octets in hexadecimal.', "HEX('Gm')", '476D'],
  ['UNHEX', 'text', 'The octets as BLOB.', "CAST(UNHEX('476D') AS TEXT)", 'Gm'],
  [
    'INSTR',
    'text, search',
    'Where the second stands in the first, from 1; 0 when it does not.',
    "INSTR('gmail', 'm')",
    2,
  ],
  ['LENGTH', 'text', 'Length in characters; of a BLOB in octets.', "LENGTH('a👍 ')", 3],
  ['OCTET_LENGTH', 'value', 'Length in octets.', "OCTET_LENGTH('é')", 2],
  ['TRIM', 'text[, characters]', 'Without blanks, or these characters, at both ends.', "TRIM('  a ')", 'a'],
  ['LTRIM', 'text[, characters]', 'The same at the start.', "LTRIM('  a ')", 'a '],
  ['RTRIM', 'text[, characters]', 'The same at the end.', "RTRIM('  a ')", '  a'],
  [
    'REPLACE',
    'text, search, new',
    'The text with all of the one replaced, case included.',
    "REPLACE('aba', 'a', 'x')",
    'xbx',
  ],
  ['QUOTE', 'value', 'The value as a literal of SQL.', `QUOTE('it''s')`, "'it''s'"],
  ['SOUNDEX', 'text', 'How an English word sounds.', "SOUNDEX('Robert')", 'R163'],
  [
    'SUBSTR',
    'text, start[, count]',
    'Characters from a place on, from the end when it is negative.',
    "SUBSTR('gmail', -4, 2)",
    'ma',
  ],
  ['SUBSTRING', 'text, start[, count]', 'The same as SUBSTR.', "SUBSTRING('gmail', 2, 3)", 'mai'],
  ['UNICODE', 'text', 'The Unicode number of the first character.', "UNICODE('€')", 8364],
])

const dates = natives(new Family('date'), [
  [
    'DATE',
    '[date, modifier, …]',
    "SQLite’s day, in UTC; date('now') is CURRENT_DATE.",
    "DATE('2026-03-05 06:07:08', '+1 month')",
    '2026-04-05',
  ],
  ['TIME', '[date, modifier, …]', 'SQLite’s time of day, in UTC.', "TIME('2026-03-05 06:07:08')", '06:07:08'],
  [
    'DATETIME',
    '[date, modifier, …]',
    'SQLite’s date and time, in UTC.',
    "DATETIME('now', '-1 day')",
    '2026-03-04 06:07:08',
  ],
  [
    'JULIANDAY',
    '[date, modifier, …]',
    'Days since noon of 24 November 4714 BC.',
    "JULIANDAY('2026-03-05')",
    2461104.5,
  ],
  ['UNIXEPOCH', '[date, modifier, …]', 'Seconds since 1970.', "UNIXEPOCH('2026-03-05')", 1772668800],
  [
    'STRFTIME',
    'format[, date, modifier, …]',
    'The date by a format of C, in UTC.',
    "STRFTIME('%Y-%m', '2026-03-05')",
    '2026-03',
  ],
  [
    'TIMEDIFF',
    'later, earlier',
    'What lies between, as a modifier.',
    "TIMEDIFF('2026-03-05', '2026-03-04')",
    '+0000-00-01 00:00:00.000',
  ],
])

const numbers = natives(new Family('math'), [
  ['ABS', 'x', 'Without its sign.', 'ABS(-2)', 2],
  ['CEIL', 'x', 'The next whole number above.', 'CEIL(1.2)', 2],
  ['CEILING', 'x', 'The same as CEIL.', 'CEILING(1.2)', 2],
  ['FLOOR', 'x', 'The next whole number below.', 'FLOOR(-1.2)', -2],
  ['ROUND', 'x[, decimals]', 'Rounded, half away from 0.', 'ROUND(2.5)', 3],
  ['TRUNC', 'x', 'Without its fraction.', 'TRUNC(-1.7)', -1],
  ['SIGN', 'x', '-1, 0 or 1.', 'SIGN(-5)', -1],
  ['MOD', 'x, y', 'What is left of a division.', 'MOD(7, 3)', 1],
  ['POWER', 'x, y', 'x to the power of y.', 'POWER(2, 10)', 1024],
  ['POW', 'x, y', 'The same as POWER.', 'POW(2, 3)', 8],
  ['SQRT', 'x', 'The square root.', 'SQRT(9)', 3],
  ['EXP', 'x', 'e to the power of x.', 'ROUND(EXP(2), 4)', 7.3891],
  ['LN', 'x', 'The natural logarithm.', 'LN(1)', 0],
  ['LOG', '[base, ]x', 'The logarithm, of base 10 when none is given.', 'LOG(2, 8)', 3],
  ['LOG10', 'x', 'The logarithm of base 10.', 'LOG10(1000)', 3],
  ['LOG2', 'x', 'The logarithm of base 2.', 'LOG2(8)', 3],
  ['PI', '', 'π.', 'SIGN(COS(PI()))', -1],
  ['DEGREES', 'x', 'Radians as degrees.', 'DEGREES(PI())', 180],
  ['RADIANS', 'x', 'Degrees as radians.', 'ROUND(RADIANS(90), 4)', 1.5708],
  ['SIN', 'x', 'The sine.', 'SIN(0)', 0],
  ['COS', 'x', 'The cosine.', 'COS(0)', 1],
  ['TAN', 'x', 'The tangent.', 'TAN(0)', 0],
  ['ASIN', 'x', 'The angle of a sine.', 'ASIN(0)', 0],
  ['ACOS', 'x', 'The angle of a cosine.', 'ACOS(1)', 0],
  ['ATAN', 'x', 'The angle of a tangent.', 'ATAN(0)', 0],
  ['ATAN2', 'y, x', 'The angle of a point.', 'ATAN2(0, 1)', 0],
  ['SINH', 'x', 'The hyperbolic sine.', 'SINH(0)', 0],
  ['COSH', 'x', 'The hyperbolic cosine.', 'COSH(0)', 1],
  ['TANH', 'x', 'The hyperbolic tangent.', 'TANH(0)', 0],
  ['ASINH', 'x', 'The inverse of SINH.', 'ASINH(0)', 0],
  ['ACOSH', 'x', 'The inverse of COSH.', 'ACOSH(1)', 0],
  ['ATANH', 'x', 'The inverse of TANH.', 'ATANH(0)', 0],
  ['RANDOM', '', 'A random integer of 64 bits, another one in every row.', 'typeof(RANDOM())', 'integer'],
])

const conditions = natives(new Family('conditional'), [
  ['COALESCE', 'a, b, …', 'The first that is not NULL.', 'COALESCE(NULL, 2, 3)', 2],
  ['IFNULL', 'a, b', 'The first that is not NULL; ISNULL(a, b) is read too.', 'IFNULL(NULL, 2)', 2],
  ['IIF', 'condition, a[, b]', 'The one when the condition is true, else the other.', 'IIF(1 > 2, 3, 4)', 4],
  ['IF', 'condition, a[, b]', 'The same as IIF.', 'IF(2 > 1, 3, 4)', 3],
  ['NULLIF', 'a, b', 'NULL when both are equal, else the first.', "NULLIF('', '')", null],
  ['TYPEOF', 'value', 'null, integer, real, text or blob.', 'TYPEOF(1.5)', 'real'],
])

const SOME = '(VALUES (1), (2), (3), (6))'

const aggregates = natives(new Family('aggregate'), [
  [
    'COUNT',
    '* or [DISTINCT ]x',
    'How many rows, or values that are not NULL.',
    `(SELECT COUNT(*) FROM ${SOME})`,
    4,
  ],
  ['SUM', 'x', 'The sum; NULL of no value.', `(SELECT SUM(column1) FROM ${SOME})`, 12],
  ['TOTAL', 'x', 'The sum as REAL; 0 of no value.', `(SELECT TOTAL(column1) FROM ${SOME} WHERE 0)`, 0],
  ['AVG', 'x', 'The mean.', `(SELECT AVG(column1) FROM ${SOME})`, 3],
  [
    'MIN',
    'x',
    'The least; of several arguments in one row the least of them.',
    `(SELECT MIN(column1) FROM ${SOME})`,
    1,
  ],
  [
    'MAX',
    'x',
    'The greatest; of several arguments in one row the greatest of them.',
    `(SELECT MAX(column1) FROM ${SOME})`,
    6,
  ],
  ['MEDIAN', 'x', 'The middle.', `(SELECT MEDIAN(column1) FROM ${SOME})`, 2.5],
  ['PERCENTILE', 'x, p', 'Below which p percent lie.', `(SELECT PERCENTILE(column1, 50) FROM ${SOME})`, 2.5],
  [
    'PERCENTILE_CONT',
    'x, fraction',
    'Below which a fraction lies.',
    `(SELECT PERCENTILE_CONT(column1, 0.5) FROM ${SOME})`,
    2.5,
  ],
  [
    'PERCENTILE_DISC',
    'x, fraction',
    'The value below which a fraction lies.',
    `(SELECT PERCENTILE_DISC(column1, 0.5) FROM ${SOME})`,
    2,
  ],
  [
    'GROUP_CONCAT',
    'x[, separator]',
    'The values as one text.',
    `(SELECT GROUP_CONCAT(column1) FROM ${SOME})`,
    '1,2,3,6',
  ],
  [
    'STRING_AGG',
    'x, separator',
    'The values as one text.',
    `(SELECT STRING_AGG(column1, '/') FROM ${SOME})`,
    '1/2/3/6',
  ],
])

const THREE = '(VALUES (1), (2), (2))'
const over = (call: string) => `(SELECT ${call} OVER (ORDER BY column1) FROM ${THREE} LIMIT 1 OFFSET 2)`

const windows = natives(new Family('window'), [
  ['ROW_NUMBER', '', 'The number of the row.', over('ROW_NUMBER()'), 3],
  ['RANK', '', 'The number of the first row that is equal in order.', over('RANK()'), 2],
  ['DENSE_RANK', '', 'The same, without gaps.', over('DENSE_RANK()'), 2],
  ['PERCENT_RANK', '', 'The rank, from 0 to 1.', over('PERCENT_RANK()'), 0.5],
  ['CUME_DIST', '', 'Which part of the rows comes up to this one.', over('CUME_DIST()'), 1],
  ['NTILE', 'n', 'The part of n equal parts that the row is in.', over('NTILE(3)'), 3],
  ['LAG', 'x[, rows[, otherwise]]', 'The value so many rows before.', over('LAG(column1, 2)'), 1],
  ['LEAD', 'x[, rows[, otherwise]]', 'The value so many rows after.', over('LEAD(column1)'), null],
  ['FIRST_VALUE', 'x', 'The first value of the frame.', over('FIRST_VALUE(column1)'), 1],
  ['LAST_VALUE', 'x', 'The last value of the frame.', over('LAST_VALUE(column1)'), 2],
  ['NTH_VALUE', 'x, n', 'The n-th value of the frame.', over('NTH_VALUE(column1, 2)'), 2],
])

export const nativeFunctions: readonly NativeFunction[] = [
  ...texts,
  ...dates,
  ...numbers,
  ...conditions,
  ...aggregates,
  ...windows,
]
