import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** What a piece of work cost this process and those that it started, by name: `host`, `reader`, `engine`. */
export interface ProcessCost {
  /** Most megabytes resident at any moment, above those before; of a process that was started meanwhile, above 50 of its own. */
  readonly peakMb: Readonly<Record<string, number>>
}

/** Node.js itself. */
const BARE_MB = 50
const NAMES = { 'reader-process': 'reader', 'engine-process': 'engine' } as const

interface Seen {
  readonly name: string
  readonly baseMb: number
}

/**
 * Runs `work` and watches. The kernel keeps the peak of each process (VmHWM of Linux), so that none is missed between two looks;
 * only what a process takes in its last 10 ms may be.
 */
export async function withPeakMemory<T>(work: () => Promise<T>): Promise<{ answer: T } & ProcessCost> {
  const known = new Map(
    ownProcesses().map(({ pid, name }) => [pid, { name, baseMb: statusMb(pid, 'VmRSS') }]),
  )
  for (const pid of known.keys()) forgetPeak(pid)
  const peakMb: Record<string, number> = {}
  const timer = setInterval(() => look(known, peakMb), 10)
  try {
    const answer = await work()
    look(known, peakMb)
    return { answer, peakMb }
  } finally {
    clearInterval(timer)
  }
}

function look(known: ReadonlyMap<number, Seen>, peakMb: Record<string, number>): void {
  for (const { pid, name } of ownProcesses()) {
    const above = statusMb(pid, 'VmHWM') - (known.get(pid)?.baseMb ?? BARE_MB)
    peakMb[name] = Math.max(peakMb[name] ?? 0, above)
  }
}

function ownProcesses(): { pid: number; name: string }[] {
  const found = [{ pid: process.pid, name: 'host' }]
  for (const entry of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
    if (parentOf(entry) !== process.pid) continue
    const command = read(`/proc/${entry}/cmdline`)
    const name = Object.entries(NAMES).find(([file]) => command.includes(file))?.[1]
    if (name !== undefined) found.push({ pid: Number(entry), name })
  }
  return found
}

/** `pid (name) state ppid …`; the name may hold anything. */
function parentOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

function statusMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
}

function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** A process may end at any moment. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
