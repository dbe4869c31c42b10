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

/** The peaks of this process and of those that it starts, together: of each above what it had when it was first seen. */
export class MemoryPeaks {
  readonly #baseMb = new Map<number, number>()

  constructor() {
    this.see()
  }

  /** From now on the processes that run now count too, and their peaks begin anew. */
  see(): void {
    for (const { pid } of ownProcesses()) {
      if (!this.#baseMb.has(pid)) this.#baseMb.set(pid, statusMb(pid, 'VmRSS'))
      forgetPeak(pid)
    }
  }

  /** Megabytes since the last call. Peaks of several processes count together though they may not have come together. */
  take(): number {
    const pids = ownProcesses().map(({ pid }) => pid)
    const above = pids.map(pid => statusMb(pid, 'VmHWM') - (this.#baseMb.get(pid) ?? 0))
    this.see()
    return above.reduce((sum, each) => sum + each, 0)
  }
}

/** Milliseconds of the processor that this process and those that it started and that run still have had. */
export function processorMs(): number {
  return ownProcesses().reduce((sum, { pid }) => sum + processorMsOf(pid), 0)
}

/** `pid (name) state …`: the 14th and 15th field are user and system time, in hundredths of a second. */
function processorMsOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10
}

/**
 * The longest turn of the event loop of this thread, in milliseconds of the processor: unlike those of the clock they do not count
 * what others do on the machine. @returns ends the watch and tells
 */
export function watchTurns(): () => number {
  let before = threadMs()
  let longest = 0
  const look = () => {
    const now = threadMs()
    longest = Math.max(longest, now - before)
    before = now
  }
  const timer = setInterval(look, 1)
  return () => {
    clearInterval(timer)
    look()
    return longest
  }
}

/** What the main thread has had: the first number, in nanoseconds. */
function threadMs(): number {
  return Number(read(`/proc/self/task/${process.pid}/schedstat`).split(' ')[0]) / 1e6
}

function look(known: ReadonlyMap<number, Seen>, peakMb: Record<string, number>): void {
  for (const { pid, name } of ownProcesses()) {
    const above = statusMb(pid, 'VmHWM') - (known.get(pid)?.baseMb ?? BARE_MB)
    peakMb[name] = Math.max(peakMb[name] ?? 0, above)
  }
}

/** This process and those that it started, by name. */
export function ownProcesses(): { pid: number; name: string }[] {
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
