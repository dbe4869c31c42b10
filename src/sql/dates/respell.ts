import { type Edit, replace } from '../edit.ts'
import type { Token } from '../lexer.ts'
import type { TokenRange } from '../shape.ts'
import type { DateBetween, DateComparison, DateList, DateUse } from './comparisons.ts'
import type { Settled } from './settle.ts'

export type SettledOf = (constant: TokenRange) => Settled

interface Source {
  readonly tokens: readonly Token[]
  readonly text: string
  readonly settledOf: SettledOf
  /** A parameter that is bound to the text: so the statement stays the same when the time has moved. */
  readonly bind: (date: string) => string
}

/** The constants beside date columns in the one form of dates; days as a range. */
export function respellDates(uses: readonly DateUse[], source: Source): Edit[] {
  return uses.flatMap(use => respellUse(use, source))
}

function respellUse(use: DateUse, source: Source): Edit[] {
  switch (use.kind) {
    case 'compare':
      return comparison(use, source)
    case 'between':
      return between(use, source)
    case 'in':
      return list(use, source)
  }
}

/** The constants of a use. */
export function constantsOf(use: DateUse): TokenRange[] {
  switch (use.kind) {
    case 'compare':
      return [use.constant]
    case 'between':
      return use.bounds.filter(bound => bound !== null)
    case 'in':
      return [...use.constants]
  }
}

function comparison(
  { column, operator, isNullSafe, constant, range }: DateComparison,
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

function between({ bounds }: DateBetween, source: Source): Edit[] {
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

function list(use: DateList, source: Source): Edit[] {
  const settled = use.constants.map(constant => ({ constant, settled: source.settledOf(constant) }))
  if (settled.some(each => each.settled.kind === 'period')) return [alternatives(use, source)]
  return settled.flatMap(({ constant, settled: each }) =>
    each.kind === 'instant' ? [edit(constant, instant(each, source), source)] : [],
  )
}

/** `d IN (L_TODAY(), x)` → `(d BETWEEN … AND … OR d IN (x))` */
function alternatives({ column, isNegated, constants, items, range }: DateList, source: Source): Edit {
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

function textOf({ from, to }: TokenRange, { tokens, text }: Source): string {
  return text.slice(tokens[from]!.start, tokens[to - 1]!.end)
}

function edit({ from, to }: TokenRange, text: string, { tokens }: Source): Edit {
  return replace(tokens[from]!, text, tokens[to - 1]!)
}
