import { existsSync, readdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { systemCode } from './errors.ts'

/** `gmail.log` rolled over at a moment: `gmail.20261122-102501-123.log`; `-2` and so on where that is taken. */
export function datedPath(path: string, at: Date): string {
  const { stem, extension } = partsOf(path)
  const stamp = at.toISOString().replace(/[-:Z]/g, '').replace(/[T.]/g, '-')
  const dated = (suffix: string) => join(dirname(path), `${stem}.${stamp}${suffix}${extension}`)
  let candidate = dated('')
  for (let n = 2; existsSync(candidate); n++) candidate = dated(`-${n}`)
  return candidate
}

/** Deletes the oldest of the rolled-over files, so that `keep` are left. Files of any other name are not touched. */
export function removeOldest(path: string, keep: number): void {
  const rolled = readdirSync(dirname(path)).filter(name => isRolled(name, path))
  for (const name of rolled.sort(byAge).slice(0, Math.max(0, rolled.length - keep))) {
    removeIfThere(join(dirname(path), name))
  }
}

function isRolled(name: string, path: string): boolean {
  const { stem, extension } = partsOf(path)
  if (!name.startsWith(`${stem}.`) || !name.endsWith(extension)) return false
  const stamp = name.slice(stem.length + 1, name.length - extension.length)
  return /^\d{8}-\d{6}-\d{3}(?:-\d+)?$/.test(stamp)
}

/** Names of one log sort by time as text, once `…-123-2` comes after `…-123` and before `…-123-10`. */
function byAge(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function partsOf(path: string): { stem: string; extension: string } {
  const extension = extname(path)
  return { stem: basename(path, extension), extension }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    // Another process that logs here was faster.
    if (systemCode(error) !== 'ENOENT') throw error
  }
}
