import { Worker } from 'node:worker_threads'

/** Ends this child process when its host is gone, after removing a directory if one is named. */
export function watchParent(removeAtEnd: string | null = null): void {
  const file = import.meta.url.endsWith('.ts') ? './parent-watch.ts' : './parent-watch.js'
  new Worker(new URL(file, import.meta.url), { workerData: { parent: process.ppid, removeAtEnd } }).unref()
}
