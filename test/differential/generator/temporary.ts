import { condition, maybeCondition } from './conditions.ts'
import { literalOf } from './constants.ts'
import type { Context, Draft } from './context.ts'
import { both, type Fragment, sql } from './fragment.ts'
import { selectList } from './select-list.ts'
import { fromWhere, makeSource } from './source.ts'
import type { Vocabulary } from './vocabulary.ts'

const NAME = 'Picked#TEMP'
/** The oracle's name of it. */
const PLAIN_NAME = 'picked'

/** Statements that make the temporary table, from values only: they read no mail. */
export function temporaryTable(words: Vocabulary): string[] {
  return pickedRows(words).map(
    row => `INSERT INTO ${NAME} (MsgId, ThreadId, Size) VALUES (${row.map(literalOf).join(', ')})`,
  )
}

/** The same as an ordinary table of text. */
export function plainTemporaryTable(words: Vocabulary): string {
  const rows = pickedRows(words).map(row => `(${row.map(literalOf).join(', ')})`)
  return `CREATE TABLE ${PLAIN_NAME} (MsgId TEXT, ThreadId TEXT, Size TEXT); INSERT INTO ${PLAIN_NAME} VALUES ${rows.join(', ')}`
}

/** Of messages and of none, with numbers and NULL among them. */
function pickedRows({ msgIds, threadIds, sizes }: Vocabulary): (string | number | null)[][] {
  const every = <T>(values: readonly T[], step: number) => values.filter((_, index) => index % step === 0)
  const known = every(msgIds, 9).map((id, index) => [id, threadIds[index] ?? null, sizes[index * 9] ?? null])
  return [...known, [null, null, null], ['1', '1', 0], [msgIds[0]!, threadIds[0]!, null]]
}

/** A temporary table beside mail: joined with it, or naming what of it is wanted. */
export function temporary(context: Context): Draft {
  const { random, newName } = context
  const alias = newName('t')
  const table = both(random.pick([NAME, '[Picked]#temp', '"Picked#TEMP"']), PLAIN_NAME)
  const from = sql`${table} ${alias}`
  const source = makeSource(context, { aliased: true, qualified: true })
  const where = condition(context, [source])
  const key = random.pick(['MsgId', 'MsgId', 'ThreadId', 'Size'])
  const link = sql`${source.column(key)} = ${alias}.${key}`
  const rest = source.directive ? sql` AND ${source.directive}` : sql``
  const text = random.pick<() => Fragment>([
    () =>
      sql`SELECT ${alias}.MsgId, ${selectList(context, [source])} FROM ${from} JOIN ${source.from} ON ${link} WHERE (${where})${rest}`,
    () =>
      sql`SELECT ${alias}.MsgId, ${selectList(context, [source])} FROM ${source.from} LEFT JOIN ${from} ON ${link} WHERE (${where})${rest}`,
    () =>
      sql`SELECT ${source.column('Id')} ${fromWhere(source, sql`${source.column(key)} IN (SELECT ${key} FROM ${table}) AND (${where})`)}`,
    () =>
      sql`SELECT ${source.column('Id')} ${fromWhere(source, sql`${source.column(key)} NOT IN (SELECT ${key} FROM ${table} WHERE ${key} IS NOT NULL)`)}`,
    () =>
      sql`SELECT ${alias}.MsgId, (SELECT count(*) FROM ${source.from} WHERE ${link} AND (${where})${rest}) FROM ${from}`,
    () =>
      sql`SELECT * FROM ${from} WHERE EXISTS (SELECT 1 FROM ${source.from} WHERE ${link} AND (${where})${rest})`,
    () =>
      sql`SELECT ${source.column(key)} ${fromWhere(source, maybeCondition(context, [source]))} UNION ALL SELECT ${key} FROM ${table}`,
  ])()
  return { text, isOrdered: false }
}
