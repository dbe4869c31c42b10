import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** This process, as entries of the journal name it. Numbers of processes are used again, so there is more to the name. */
export const THIS_PROCESS = `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`

/** No command is on its way for so long: of a process that cannot be asked for, or whose number another has now. */
const LONGEST_MS = 3_600_000

/** Whether the process that sent something is not there to tell how it ended. @param sentAt milliseconds */
export function isGone(sender: string, sentAt: number): boolean {
  if (sender === THIS_PROCESS) return false
  if (Date.now() - sentAt > LONGEST_MS) return true
  const [host, number] = sender.split(':')
  if (host !== hostname()) return false
  const pid = Number(number)
  return pid === process.pid || !isRunning(pid)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
