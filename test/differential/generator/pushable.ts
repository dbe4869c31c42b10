import { literalOf } from './constants.ts'
import type { Context } from './context.ts'
import { dateConstant } from './dates.ts'
import { both, type Fragment, join, same, sql } from './fragment.ts'
import { flagConstant, msgIdConstant, sizeConstant, threadIdConstant, uidConstant } from './literals.ts'
import type { Source } from './source.ts'

type Constant = () => Fragment

/** Comparisons of the columns that a server can search. */
export function pushableAtom(context: Context, source: Source): Fragment {
  const make = context.random.weighted<(context: Context, source: Source) => Fragment>([
    [5, flagAtom],
    [6, dateAtom],
    [3, idAtom],
    [3, labelAtom],
    [2, sizeAtom],
    [2, flagNameAtom],
    [1, msgIdAtom],
    [1, threadIdAtom],
  ])
  return make(context, source)
}

/** Comparisons that a server decides neither too widely nor too narrowly, in most spellings. */
export function decidableAtom(context: Context, source: Source): Fragment {
  const make = context.random.weighted<(context: Context, source: Source) => Fragment>([
    [4, flagAtom],
    [3, idAtom],
    [2, labelAtom],
    [2, flagNameAtom],
    [1, threadIdAtom],
  ])
  return make(context, source)
}

function idAtom(context: Context, source: Source): Fragment {
  const constant = source.table.isMessages
    ? () => msgIdConstant(context, source)
    : () => uidConstant(context, source)
  return comparison(context, source.column('Id'), constant)
}

function msgIdAtom(context: Context, source: Source): Fragment {
  return comparison(context, source.column('MsgId'), () => msgIdConstant(context, source))
}

function threadIdAtom(context: Context, source: Source): Fragment {
  return comparison(context, source.column('ThreadId'), () => threadIdConstant(context))
}

function sizeAtom(context: Context, source: Source): Fragment {
  return comparison(context, source.column('Size'), () => sizeConstant(context))
}

function dateAtom(context: Context, source: Source): Fragment {
  const { random } = context
  const column = source.column('ReceivedDate')
  const constant = () => dateConstant(context)
  const make = random.weighted<() => Fragment>([
    [20, () => comparison(context, column, constant)],
    [1, () => comparison(context, random.pick([sql`(${column})`, sql`${column} COLLATE NOCASE`]), constant)],
    [1, () => sql`CASE ${column} WHEN ${constant()} THEN 0 WHEN ${constant()} THEN 1 END`],
    [1, () => sql`(${column}, 1) ${random.pick(OPERATORS)} (${constant()}, ${random.int(0, 2)})`],
    [1, () => sql`(1, ${column}) IN (VALUES (1, ${constant()}), (0, ${constant()}))`],
  ])
  return make()
}

const OPERATORS = ['=', '==', '<>', '!=', '<', '<=', '>', '>='] as const

/** `column op constant` either way round, BETWEEN, IN, IS, and their negations. */
function comparison({ random }: Context, column: Fragment, constant: Constant): Fragment {
  const not = random.chance(0.3) ? 'NOT ' : ''
  const make = random.weighted<() => Fragment>([
    [10, () => sql`${column} ${random.pick(OPERATORS)} ${constant()}`],
    [2, () => sql`${constant()} ${random.pick(OPERATORS)} ${column}`],
    [3, () => sql`${column} ${not}BETWEEN ${constant()} AND ${constant()}`],
    [3, () => sql`${column} ${not}IN (${join(random.times(1, 6, constant), ', ')})`],
    [1, () => sql`${column} ${random.pick(['IS', 'IS NOT', 'IS NOT DISTINCT FROM'])} ${constant()}`],
    [1, () => sql`${column} ${random.pick(['IS NULL', 'ISNULL', 'NOTNULL', 'IS NOT NULL', 'NOT NULL'])}`],
    [1, () => sql`${column} ${not}IN ()`],
  ])
  return make()
}

const FLAG_COLUMNS = ['IsRead', 'IsRead', 'IsStarred', 'IsAnswered', 'IsDraft', 'IsImportant', 'IsImportant']

const EQUALITIES = ['=', '=', '=', '<>', '!=', '==']

function flagAtom(context: Context, source: Source): Fragment {
  const { random } = context
  const column = source.column(random.pick(FLAG_COLUMNS))
  const make = random.weighted<() => Fragment>([
    [2, () => column],
    [1, () => sql`NOT ${column}`],
    [1, () => sql`(${column})`],
    [1, () => sql`${column} IS ${random.pick(['TRUE', 'NOT TRUE', 'FALSE', '1', 'NOT 0'])}`],
    [6, () => sql`${column} ${random.pick(EQUALITIES)} ${flagConstant(context)}`],
    [0.5, () => sql`${column} ${random.pick(EQUALITIES)} ${truthText(context)}`],
    [0.3, () => sql`${truthText(context)} ${random.pick(EQUALITIES)} ${column}`],
    [0.5, () => comparison(context, random.pick([column, sql`(${column})`]), () => truthText(context))],
    [
      0.3,
      () => sql`CASE ${column} WHEN ${truthText(context)} THEN 1 WHEN ${flagConstant(context)} THEN 0 END`,
    ],
    [2, () => comparison(context, column, () => flagConstant(context))],
  ])
  return make()
}

/** A text that says the truth, beside a column of truth. */
function truthText({ random, constants }: Context): Fragment {
  return constants.truth(random.pick(['true', 'True', 'FALSE', 'false']))
}

interface ListColumn {
  readonly name: 'Labels' | 'Flags'
  readonly call: 'HAS_LABEL' | 'HAS_FLAG'
  readonly values: readonly string[]
}

function labelAtom(context: Context, source: Source): Fragment {
  const { random, words } = context
  if (random.chance(0.06)) return wholeLabels(context, source)
  return membership(context, source, { name: 'Labels', call: 'HAS_LABEL', values: words.labels })
}

function flagNameAtom(context: Context, source: Source): Fragment {
  return membership(context, source, { name: 'Flags', call: 'HAS_FLAG', values: context.words.flags })
}

/** A JSON array is compared as a whole. */
function wholeLabels({ random, words }: Context, { column }: Source): Fragment {
  const operator = random.pick(['=', '<>'])
  return sql`${column('Labels')} ${operator} ${literalOf(random.pick(words.labelSets))}`
}

/** `Labels = 'x'` and its like: the oracle asks a function of its own. */
function membership(context: Context, { column }: Source, { name, call, values }: ListColumn): Fragment {
  const { random, constants } = context
  const list = column(name)
  const value = () => (random.chance(0.04) ? constants.of(null) : constants.of(random.pick(values)))
  const has = (wanted: Fragment): string | null =>
    list.plain === null ? null : `plain_${call}(${list.plain}, ${wanted.plain})`
  const judged = (user: string, plain: string): Fragment => both(user, plain)
  const not = random.chance(0.3) ? 'NOT ' : ''
  const one = value()
  const make = random.weighted<() => Fragment>([
    [5, () => judged(`${list.user} ${random.pick(['=', '=', '=='])} ${one.user}`, `${has(one)}`)],
    [3, () => judged(`${list.user} ${random.pick(['<>', '!='])} ${one.user}`, `(NOT ${has(one)})`)],
    [1, () => judged(`${one.user} = ${list.user}`, `${has(one)}`)],
    [1, () => judged(`(${list.user}) = ${one.user}`, `${has(one)}`)],
    [
      2,
      () => {
        const several = random.times(1, 4, value)
        const any = several.map(has).join(' OR ')
        return judged(
          `${list.user} ${not}IN (${several.map(each => each.user).join(', ')})`,
          `(${not}(${any}))`,
        )
      },
    ],
    [3, () => judged(`${not}${call}(${list.user}, ${one.user})`, `(${not}${has(one)})`)],
    [1, () => judged(`${call}(${list.user}, ${one.user}) = 1`, `${has(one)} = 1`)],
    [1, () => judged(`${call}(${list.user}, ${one.user}) = 0`, `${has(one)} = 0`)],
    [1, () => judged(`1 = ${call}(${list.user}, ${one.user})`, `1 = ${has(one)}`)],
    [1, () => judged(`${call}(${list.user}, ${one.user}) IS NOT TRUE`, `${has(one)} IS NOT TRUE`)],
  ])
  return make()
}

/** Always false, always true, unknown. */
export function constantAtom({ random }: Context): Fragment {
  return same(
    random.pick(['1', '0', '1 = 1', 'NULL', '1 = 2', "'a' = 'a'", 'TRUE', '1 IN (1, 2)', 'NULL IS NULL']),
  )
}
