import { closeSync, openSync, writeSync } from 'node:fs'

/** Noise in place of what is there. */
export function overwrite(path: string, at: number, length: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(length, 0xa5), 0, length, at)
  closeSync(file)
}
