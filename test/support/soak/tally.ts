import type { Usage } from './hosts.ts'

/** What happened, counted. */
export class Tally {
  readonly operations = new Map<string, number>()
  readonly faults = new Map<string, number>()
  readonly errors = new Map<string, number>()
  /** Answers whose rows are true of different moments. */
  readonly mixed = new Map<string, number>()
  /** Answers and outcomes that are not true, and errors that no fault explains; each in words. */
  readonly wrong: string[] = []
  readonly usages: Usage[] = []
  /** States of the server that were compared with. */
  states = 0
  arrivals = 0
  watched = 0

  count(map: Map<string, number>, name: string): void {
    map.set(name, (map.get(name) ?? 0) + 1)
  }

  get total(): number {
    return [...this.operations.values()].reduce((sum, count) => sum + count, 0)
  }

  /** How much of the last third is of the first: 1 is flat. */
  growth(of: (usage: Usage) => number): number {
    const values = this.usages.map(of)
    const third = Math.max(1, Math.floor(values.length / 3))
    return mean(values.slice(-third)) / mean(values.slice(0, third))
  }

  /** As a page of Markdown shows it. */
  print(): string {
    const table = (title: string, map: ReadonlyMap<string, number>): string =>
      [`| ${title} | |`, '| --- | ---: |', ...[...map].sort().map(([name, n]) => `| ${name} | ${n} |`)].join(
        '\n',
      )
    const usage = (name: string, of: (usage: Usage) => number, unit: number): string => {
      const values = this.usages.map(each => of(each) / unit)
      const curve = tenths(values).map(value => value.toFixed(unit === 1 ? 0 : 1))
      return `| ${name} | ${curve.join(' ')} | ${this.growth(of).toFixed(2)} |`
    }
    return [
      `${this.total} statements, compared with ${this.states} states of the server; wrong: ${this.wrong.length}. ${this.arrivals} messages came, the watch told of ${this.watched}.`,
      table('statements', this.operations),
      table('faults', this.faults),
      table('errors', this.errors),
      table('rows that are true of different moments', this.mixed),
      [
        '| in each tenth of the time | mean | last third / first third |',
        '| --- | --- | ---: |',
        usage('heap of the hosts, MiB', ({ heap }) => heap, 2 ** 20),
        usage('resident, hosts, MiB', ({ hostResident }) => hostResident, 2 ** 20),
        usage('resident, engines and readers of texts, MiB', ({ engineResident }) => engineResident, 2 ** 20),
        usage('of one of these', ({ engineResident, engines }) => engineResident / engines, 2 ** 20),
        usage('their number', ({ engines }) => engines, 1),
        usage('open handles', ({ handles }) => handles, 1),
      ].join('\n'),
    ].join('\n\n')
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function tenths(values: readonly number[]): number[] {
  const length = Math.max(1, values.length / 10)
  return Array.from({ length: Math.min(10, values.length) }, (_, index) =>
    mean(values.slice(Math.floor(index * length), Math.max(Math.floor((index + 1) * length), 1))),
  )
}
