/** What must never come of a fault; `wrong answer` is any other row than the right one, and an error that has no code of ours. */
export const FLAWS = ['wrong answer', 'hang', 'lost', 'doubled', 'leak'] as const
export type Flaw = (typeof FLAWS)[number]

/** A row, its key first. */
export type Row = readonly unknown[]

/** What came of the faults of one surface. */
export class Tally {
  readonly surface: string
  tried = 0
  /** How many there are, of which a sample leaves some out. */
  total = 0
  /** By code, `right rows` among them. */
  readonly outcomes = new Map<string, number>()
  readonly flaws: { readonly flaw: Flaw; readonly about: string }[] = []

  constructor(surface: string) {
    this.surface = surface
  }

  came(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1)
  }

  fail(flaw: Flaw, about: string): void {
    this.flaws.push({ flaw, about })
  }

  count(flaw: Flaw): number {
    return this.flaws.filter(each => each.flaw === flaw).length
  }
}

/** How rows differ from those that are right: by their keys, and then by anything else. */
export function differences(rows: readonly Row[], right: readonly Row[]): Flaw[] {
  const keys = rows.map(([key]) => String(key))
  const found = new Set(keys)
  const flaws: Flaw[] = []
  if (right.some(([key]) => !found.has(String(key)))) flaws.push('lost')
  if (found.size < keys.length) flaws.push('doubled')
  if (flaws.length === 0 && text(rows) !== text(right)) flaws.push('wrong answer')
  return flaws
}

function text(rows: readonly Row[]): string {
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}

/** Of Markdown, with a row for each surface. */
export function tableOf(tallies: readonly Tally[]): string {
  const head = ['surface', 'faults', 'tried', 'outcomes', ...FLAWS]
  const rows = tallies.map(tally => [
    tally.surface,
    tally.total.toLocaleString('en-US'),
    tally.tried.toLocaleString('en-US'),
    outcomesOf(tally),
    ...FLAWS.map(flaw => `${tally.count(flaw)}`),
  ])
  const lines = [head, head.map((_, index) => (index === 0 || index === 3 ? '---' : '---:')), ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function outcomesOf({ outcomes }: Tally): string {
  const most = [...outcomes].toSorted(([, a], [, b]) => b - a)
  return most.map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`).join(', ')
}
