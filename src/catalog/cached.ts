import { foldName } from '../util/fold-name.ts'
import type { CachedTableDefinition } from './table.ts'

/** The tables that CACHE made, as names see them. */
export interface CachedNames {
  readonly tables: readonly CachedTableDefinition[]
  /** Offline: the copy of a live table is what its name means. */
  readonly copiesStand: boolean
}

export const NO_CACHED: CachedNames = { tables: [], copiesStand: false }

const SUFFIX = /#CACHE$/i

/** `t#CACHE`: the cached table, whatever else has the name. */
export function isCachedName(name: string): boolean {
  return name.length > '#CACHE'.length && SUFFIX.test(name)
}

export function bareCachedName(name: string): string {
  return isCachedName(name) ? name.replace(SUFFIX, '') : name
}

/** By a name of its own, or by any cached table's name with the suffix. */
export function cachedTable(name: string, { tables }: CachedNames): CachedTableDefinition | undefined {
  const found = cachedByName(bareCachedName(name), tables)
  return found && (found.copyOf === null || isCachedName(name)) ? found : undefined
}

export function cachedByName(
  name: string,
  tables: readonly CachedTableDefinition[],
): CachedTableDefinition | undefined {
  return tables.find(table => foldName(table.name) === foldName(name))
}

type Live =
  | { readonly kind: 'mailbox'; readonly mailbox: { readonly path: string } }
  | { readonly kind: 'messages' | 'view' | 'list'; readonly table: { readonly name: string } }

/** Which live table a copy is of, as a text that two tables never share. */
export function identityOf(live: Live): string {
  return live.kind === 'mailbox' ? `mailbox ${live.mailbox.path}` : `table ${live.table.name}`
}

export function copyInPlaceOf(
  live: Live,
  { tables, copiesStand }: CachedNames,
): CachedTableDefinition | undefined {
  return copiesStand ? tables.find(({ copyOf }) => copyOf === identityOf(live)) : undefined
}

/** As metadata lists it, which is a name that FROM takes. */
export function listedName({ name, copyOf }: CachedTableDefinition, { copiesStand }: CachedNames): string {
  return copyOf === null || copiesStand ? name : `${name}#CACHE`
}
