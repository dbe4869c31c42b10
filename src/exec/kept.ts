import type { ColumnDefinition, ViewColumnDefinition } from '../catalog/table.ts'
import type { Plan } from '../plan/plan.ts'
import type { KnownMailbox } from '../store/stored-mailbox.ts'
import type { ExecContext } from './context.ts'
import { FoundSets } from './found-sets.ts'
import { notInStore, StoreOnlySource, type Wanted } from './store-only-source.ts'

/** The same statement over what the store holds, and nothing else. */
export function storeOnly(context: ExecContext, plan: Plan): ExecContext {
  const source = new StoreOnlySource((path, wanted) => columnsOf(plan, path, wanted))
  return { ...context, source, found: new FoundSets(source, { signal: context.signal }), storeOnly: source }
}

/** The mailbox as the store knows it. @throws NOT_IN_STORE when it does not, or not any more */
export async function keptMailbox(
  path: string,
  { store, call, keeping, storeOnly }: ExecContext,
): Promise<KnownMailbox> {
  const known = await store.mailbox(path, call)
  const oldest = keeping?.toleranceMs == null ? Number.NEGATIVE_INFINITY : Date.now() - keeping.toleranceMs
  // A clock that was set back makes no mailbox fresh for longer.
  if (!known || known.checkedAt < oldest || (keeping?.toleranceMs !== null && known.checkedAt > Date.now()))
    throw notInStore(`the mailbox ${path}`)
  storeOnly?.opens(path)
  return known
}

function columnsOf({ scans }: Plan, path: string, wanted: Wanted): string[] {
  const read = scans
    .filter(({ mailboxes }) => mailboxes.includes(path))
    .flatMap(({ table }) =>
      (table.columns as readonly (ColumnDefinition | ViewColumnDefinition)[]).filter(({ name }) =>
        table.read.has(name),
      ),
    )
  const lacking = read.filter(column => {
    if (!('items' in column)) return false
    return wanted === 'content'
      ? column.content !== undefined
      : column.items.some(item => wanted.includes(item))
  })
  return [...new Set(lacking.map(({ name }) => name))]
}
