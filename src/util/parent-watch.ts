/**
 * Ends a child process when its host is gone. A thread of its own, because the child's main thread may be at work for minutes, inside
 * SQLite or in a hostile message, where it hears nothing of a host that was killed.
 */
import { rmSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

const INTERVAL_MS = 500
const { parent, removeAtEnd }: { parent: number; removeAtEnd?: string | null } = workerData

setInterval(() => {
  if (isAlive()) return
  if (removeAtEnd) rmSync(removeAtEnd, { recursive: true, force: true })
  process.kill(process.pid, 'SIGKILL')
}, INTERVAL_MS)

/** An orphan gets another parent, but on Windows, where the old number is kept. */
function isAlive(): boolean {
  if (process.platform !== 'win32') return process.ppid === parent
  try {
    return process.kill(parent, 0)
  } catch {
    return false
  }
}
