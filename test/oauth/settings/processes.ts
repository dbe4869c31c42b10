import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const CHILD = join(import.meta.dirname, 'child.ts')

/** A process that runs `child.ts`, and what it has told. */
export interface Running {
  readonly process: ChildProcess
  readonly lines: string[]
  /** The next line; rejects when the process ends without one. */
  next(): Promise<string>
  ended(): Promise<void>
}

export function run(task: string, location: string, counter = ''): Running {
  const child = spawn(process.execPath, [CHILD, task, location, counter], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', chunk => (complaint += chunk))
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  const reader = createInterface(child.stdout).on('line', line => {
    lines.push(line)
    waiting.shift()?.(line)
  })
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    reader.close()
    await closed
  })
  const failed = closed.then(() => Promise.reject(new Error(`the process ended: ${complaint}`)))
  failed.catch(() => {})
  return {
    process: child,
    lines,
    next: () => Promise.race([new Promise<string>(resolve => waiting.push(resolve)), failed]),
    ended: () => closed,
  }
}
