import { isCachedName } from '../catalog/cached.ts'
import type { Plan } from '../plan/plan.ts'
import type { Notice } from '../util/notice.ts'

/** One for each live table in whose place a statement reads the copy: it may hold other rows, and is of another time. */
export function copyNotices({ tables }: Plan): Notice[] {
  const copies = new Map<string, Notice>()
  for (const { resolved, shownAs } of tables) {
    if (resolved.kind !== 'cached' || resolved.table.copyOf === null || isCachedName(shownAs)) continue
    const at = new Date(resolved.table.cachedAt).toISOString().slice(0, 19).replace('T', ' ')
    const message = `${shownAs} is read from the copy that CACHE kept at ${at}, since Offline is true`
    copies.set(resolved.table.name, { code: 'CACHED_COPY', message })
  }
  return [...copies.values()]
}
