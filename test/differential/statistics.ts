import type { Outcome } from './outcome.ts'

/** Read from the plans. */
const PLANNED = ['pushed', 'exact', 'superset', 'streamed', 'newestByDate', 'countedByServer'] as const
const COUNTS = [...PLANNED, 'nonEmpty', 'judged', 'failed'] as const

interface Observation {
  readonly shape: string
  /** What EXPLAIN says with pushdown; null when the statement fails, undefined when it was not asked. */
  readonly plan: string | null | undefined
  readonly outcome: Outcome
  readonly isJudged: boolean
}

/** What the statements of a run were like: a generator that pushes nothing down would test nothing. */
export class Statistics {
  statements = 0
  /** Of them, those whose plan was asked for. */
  explained = 0
  failed = 0
  /** Had rows. */
  nonEmpty = 0
  /** A search term was sent for at least one table. */
  pushed = 0
  /** Every row that the server finds is a row of the result's filter. */
  exact = 0
  /** A term that matches more than the filter. */
  superset = 0
  streamed = 0
  /** Not even the dates of all messages are fetched. */
  newestByDate = 0
  countedByServer = 0
  judged = 0
  /** Searches by date that went over the wire. */
  datedSearches = 0
  readonly shapes = new Map<string, number>()

  add({ shape, plan, outcome, isJudged }: Observation): void {
    this.statements++
    this.shapes.set(shape, (this.shapes.get(shape) ?? 0) + 1)
    if (outcome.kind === 'error') this.failed++
    else if (outcome.rows.length > 0) this.nonEmpty++
    if (isJudged) this.judged++
    if (plan === undefined) return
    this.explained++
    if (plan === null) return
    const isExact = / -- exact$/m.test(plan)
    const isSuperset = / -- superset$/m.test(plan)
    if (isExact || isSuperset) this.pushed++
    if (isExact) this.exact++
    if (isSuperset) this.superset++
    if (plan.startsWith('Run (batch by batch')) this.streamed++
    if (plan.startsWith('Run (the newest by date')) this.newestByDate++
    if (plan.startsWith('Count (by the server')) this.countedByServer++
  }

  addAll(other: Statistics): void {
    for (const name of COUNTS) this[name] += other[name]
    this.statements += other.statements
    this.explained += other.explained
    this.datedSearches += other.datedSearches
    for (const [shape, count] of other.shapes) this.shapes.set(shape, (this.shapes.get(shape) ?? 0) + count)
  }

  /** The share of the statements, or of those whose plan is known, in percent. */
  share(name: (typeof COUNTS)[number]): number {
    const isPlanned = PLANNED.some(each => each === name)
    return (100 * this[name]) / (isPlanned ? this.explained : this.statements)
  }

  toString(): string {
    const shares = COUNTS.map(name => `${name} ${this.share(name).toFixed(1)} %`)
    const shapes = [...this.shapes].map(([shape, count]) => `${shape} ${count}`)
    return `${this.statements} statements: ${shares.join(', ')}, ${this.datedSearches} searches by date\n  ${shapes.join(', ')}`
  }
}
