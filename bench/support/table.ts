import { arch, cpus, platform, totalmem } from 'node:os'

/** The machine that measures, in one line. */
export function machine(): string {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const model = cpu?.model.trim() || 'unknown processor'
  return `${cpus().length} × ${model}, ${gigabytes} GB, ${platform()} ${arch()}, Node.js ${process.version}`
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** Each reading beside that of another in the same round: what the machine does meanwhile is in both. */
export function ratio(values: readonly number[], beside: readonly number[]): number {
  return median(values.map((value, round) => value / beside[round]!))
}

export function shownMs(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0)
}
