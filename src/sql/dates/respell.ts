import { GmailSqlError } from '../../util/errors.ts'
import { type Edit, replace } from '../edit.ts'
import type { Token } from '../lexer.ts'
import type { TokenRange } from '../shape.ts'
import type { BetweenUse, ChoiceUse, ColumnUse, ComparisonUse, ListUse, RowsUse } from '../uses/uses.ts'
import { AS_IS, type Settled } from './settle.ts'

export type SettledOf = (constant: TokenRange) => Settled

interface Source {
  readonly tokens: readonly Token[]
  readonly text: string
  readonly settledOf: SettledOf
  /** A parameter that is bound to the text: so the statement stays the same when the time has moved. */
  readonly bind: (date: string) => string
}

/**
 * The constants beside date columns in the one form of dates; days as a range.
 * @throws NOT_SUPPORTED for days where no range can be written.
 */
export function respellDates(uses: readonly ColumnUse[], source: Source): Edit[] {
  const edits = uses.flatMap(use => respellUse(use, source)).sort((a, b) => a.start - b.start)
  const within = edits.find((each, index) => each.start < (edits[index - 1]?.end ?? 0))
  if (!within) return edits
  throw new GmailSqlError('NOT_SUPPORTED', 'a CASE that compares dates is compared with a date literal', {
    hint: 'L_TODAY() and its like mean all of their days: give the CASE a name in a subquery and compare that.',
  })
}

function respellUse(use: ColumnUse, source: Source): Edit[] {
  switch (use.kind) {
    case 'compare':
      return comparison(use, source)
    case 'between':
      return between(use, source)
    case 'in':
      return list(use, source)
    case 'case':
      return choice(use, source)
    case 'rows':
      return rows(use, source)
  }
}

function comparison(
  { column, operator, isNullSafe, constant, range }: ComparisonUse,
  source: Source,
): Edit[] {
  const settled = source.settledOf(constant)
  if (settled.kind === 'as is') return []
  if (settled.kind === 'instant') return [edit(constant, instant(settled, source), source)]
  const name = textOf(column, source)
  const [first, last] = [() => source.bind(settled.first), () => source.bind(settled.last)]
  switch (operator) {
    case '=':
      return [
        edit(range, `((${name} BETWEEN ${first()} AND ${last()})${isNullSafe ? ' IS TRUE' : ''})`, source),
      ]
    case '<>':
      if (isNullSafe) return [edit(range, `((${name} BETWEEN ${first()} AND ${last()}) IS NOT TRUE)`, source)]
      return [edit(range, `(${name} NOT BETWEEN ${first()} AND ${last()})`, source)]
    case '<':
    case '>=':
      return [edit(range, `${name} ${operator} ${first()}`, source)]
    case '>':
    case '<=':
      return [edit(range, `${name} ${operator} ${last()}`, source)]
  }
}

function between({ bounds }: BetweenUse, source: Source): Edit[] {
  return bounds.flatMap((bound, index) => {
    const settled = bound && source.settledOf(bound)
    const text = settled && boundText(settled, index === 0, source)
    return text ? [edit(bound, text, source)] : []
  })
}

function boundText(settled: Settled, isLow: boolean, source: Source): string | null {
  if (settled.kind === 'period') return source.bind(isLow ? settled.first : settled.last)
  return settled.kind === 'instant' ? instant(settled, source) : null
}

function instant({ text, isLiteral }: Extract<Settled, { kind: 'instant' }>, source: Source): string {
  return isLiteral ? `'${text}'` : source.bind(text)
}

function list(use: ListUse, source: Source): Edit[] {
  const settled = use.constants.map(constant => ({ constant, settled: source.settledOf(constant) }))
  if (settled.some(each => each.settled.kind === 'period')) return [alternatives(use, source)]
  return instants(use.constants, source)
}

/** `d IN (L_TODAY(), x)` → `(d BETWEEN … AND … OR d IN (x))` */
function alternatives({ column, isNegated, constants, items, range }: ListUse, source: Source): Edit {
  const name = textOf(column, source)
  const others: string[] = []
  const parts: string[] = []
  for (const item of items) {
    const settled = constants.includes(item) ? source.settledOf(item) : null
    if (settled?.kind === 'period') {
      parts.push(`${name} BETWEEN ${source.bind(settled.first)} AND ${source.bind(settled.last)}`)
    } else others.push(settled?.kind === 'instant' ? instant(settled, source) : textOf(item, source))
  }
  if (others.length > 0) parts.push(`${name} IN (${others.join(', ')})`)
  const all = parts.join(' OR ')
  return edit(range, isNegated ? `(NOT (${all}))` : `(${all})`, source)
}

/** `CASE d WHEN L_TODAY() THEN …` → `CASE WHEN d BETWEEN … AND … THEN …` */
function choice(use: ChoiceUse, source: Source): Edit[] {
  const settled = use.constants.map(constant => ({ constant, settled: source.settledOf(constant) }))
  if (!settled.some(each => each.settled.kind === 'period')) return instants(use.constants, source)
  const name = textOf(use.column, source)
  const conditions = use.whens.map(when => {
    const days = settled.find(({ constant }) => constant === when)?.settled ?? AS_IS
    if (days.kind === 'period')
      return edit(when, `${name} BETWEEN ${source.bind(days.first)} AND ${source.bind(days.last)}`, source)
    const text = days.kind === 'instant' ? instant(days, source) : textOf(when, source)
    return edit(when, `${name} = (${text})`, source)
  })
  return [edit(use.column, '', source), ...conditions]
}

/** @throws NOT_SUPPORTED for days: a row value has one value in each place. */
function rows({ constants }: RowsUse, source: Source): Edit[] {
  const days = constants.find(constant => source.settledOf(constant).kind === 'period')
  if (!days) return instants(constants, source)
  throw new GmailSqlError('NOT_SUPPORTED', `${textOf(days, source)} cannot stand in a row value`, {
    hint: 'It means all of its days: compare the date column with it by itself.',
  })
}

function instants(constants: readonly TokenRange[], source: Source): Edit[] {
  return constants.flatMap(constant => {
    const settled = source.settledOf(constant)
    return settled.kind === 'instant' ? [edit(constant, instant(settled, source), source)] : []
  })
}

function textOf({ from, to }: TokenRange, { tokens, text }: Source): string {
  return text.slice(tokens[from]!.start, tokens[to - 1]!.end)
}

function edit({ from, to }: TokenRange, text: string, { tokens }: Source): Edit {
  return replace(tokens[from]!, text, tokens[to - 1]!)
}
