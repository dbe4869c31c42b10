import { readFileSync, rmSync } from 'node:fs'
import { createPrivateFile } from '../../util/private-file.ts'

/**
 * The lock itself is the kernel's and tells nobody who has it, so the holder leaves its pid in a file beside it. Only
 * messages are made of it, as it is stale for the moment between the two.
 */
export function signHolder(lockPath: string): void {
  eraseHolder(lockPath)
  try {
    createPrivateFile(holderPath(lockPath), `${process.pid}\n`)
  } catch {
    // The disk may be full: the lock is held all the same.
  }
}

export function eraseHolder(lockPath: string): void {
  try {
    rmSync(holderPath(lockPath), { force: true })
  } catch {
    // The next holder tries again.
  }
}

/** For a message: "process 1234 (stopped)". */
export function describeHolder(lockPath: string): string {
  const pid = readPid(lockPath)
  if (pid === undefined) return 'another process'
  return isStopped(pid) ? `process ${pid} (stopped)` : `process ${pid}`
}

function readPid(lockPath: string): number | undefined {
  try {
    const text = readFileSync(holderPath(lockPath), 'utf8')
    return /^\d{1,10}\n$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}

/** Only Linux tells; the state stands after the name in parentheses, which may hold anything (proc(5)). */
function isStopped(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return /^ [Tt] /.test(text.slice(text.lastIndexOf(')') + 1))
  } catch {
    return false
  }
}

function holderPath(lockPath: string): string {
  return `${lockPath}.holder`
}
