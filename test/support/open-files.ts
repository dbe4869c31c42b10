import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Processes that `pid` has started and that still run. Linux only. */
export function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const lists = tasks.map(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'))
  return lists.flatMap(list => list.trim().split(' ').filter(Boolean).map(Number))
}

/** The private message store that an engine holds open: its arguments do not tell it. undefined: the process is no engine. */
export function storeFileOf(pid: number): string | undefined {
  const files = readdirSync(`/proc/${pid}/fd`).map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`))
  return files.find(file => file.endsWith('/store.db'))
}

/** How many files and sockets this process has open. Linux only. */
export function openHandles(): number {
  return readdirSync('/proc/self/fd').length
}
