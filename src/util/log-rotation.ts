import { readdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { systemCode } from './errors.ts'

/** A rolled-over file; `turn` counts those of one stamp, from 1. */
interface Rolled {
  readonly name: string
  readonly stamp: string
  readonly turn: number
}

/**
 * `gmail.log` rolled over at a moment: `gmail.20261122-102501-123.log`; `-2` and so on where that is taken.
 * Always the newest of those there, though the newest has this millisecond, or a later one since the clock went back:
 * a name that an older file has left free would make the newest file the first to be removed.
 */
export function datedPath(path: string, at: Date): string {
  const { stem, extension } = partsOf(path)
  const now = at.toISOString().replace(/[-:Z]/g, '').replace(/[T.]/g, '-')
  const newest = rolledOver(path).at(-1)
  const { stamp, turn } = newest !== undefined && newest.stamp >= now ? newest : { stamp: now, turn: 0 }
  return join(dirname(path), `${stem}.${stamp}${turn === 0 ? '' : `-${turn + 1}`}${extension}`)
}

/** Deletes the oldest of the rolled-over files, so that `keep` are left. Files of any other name are not touched. */
export function removeOldest(path: string, keep: number): void {
  const rolled = rolledOver(path)
  for (const { name } of rolled.slice(0, Math.max(0, rolled.length - keep))) {
    removeIfThere(join(dirname(path), name))
  }
}

/** The oldest first. */
function rolledOver(path: string): readonly Rolled[] {
  const { stem, extension } = partsOf(path)
  const rolled: Rolled[] = []
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(`${stem}.`) || !name.endsWith(extension)) continue
    const dated = /^(\d{8}-\d{6}-\d{3})(?:-(\d+))?$/.exec(
      name.slice(stem.length + 1, name.length - extension.length),
    )
    if (dated !== null) rolled.push({ name, stamp: dated[1]!, turn: Number(dated[2] ?? 1) })
  }
  return rolled.sort(byAge)
}

function byAge(a: Rolled, b: Rolled): number {
  if (a.stamp !== b.stamp) return a.stamp < b.stamp ? -1 : 1
  return a.turn - b.turn
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
