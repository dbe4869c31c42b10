import { type CachedNames, NO_CACHED } from '../catalog/cached.ts'
import { type CatalogNames, type ResolvedTable, resolveTable } from '../catalog/resolve.ts'
import type { Mailbox } from '../mail/source.ts'
import { isGmailSqlError } from '../util/errors.ts'
import { staticNames } from './resources.ts'
import type { RunContext } from './run-context.ts'

/** Every name that FROM can find now. */
export async function catalogNames(
  context: RunContext,
  mailboxes: readonly Mailbox[],
): Promise<CatalogNames> {
  const cached = await cachedNames(context)
  return { ...staticNames(context.resources.temps.list), cached, mailboxes }
}

async function cachedNames({ resources, signal }: RunContext): Promise<CachedNames> {
  const { cached, parsed } = resources
  const timeoutMs = parsed.values.Timeout * 1000
  return { tables: await cached.list({ signal, timeoutMs }), copiesStand: parsed.values.Offline }
}

/** The same for what these names can mean: where others cache tables too, the file is read only if one may be theirs. */
export async function cachedNamesFor(
  paths: readonly (readonly string[])[],
  context: RunContext,
): Promise<CachedNames> {
  const { parsed } = context.resources
  const isAsked = parsed.values.Offline ? paths.length > 0 : paths.some(path => !isLive(path, context))
  return isAsked ? await cachedNames(context) : NO_CACHED
}

function isLive(path: readonly string[], { resources }: RunContext): boolean {
  try {
    const names = { ...staticNames(resources.temps.list), cached: NO_CACHED }
    resolveTable(path, { ...names, mailboxes: resources.metadata.known ?? [] })
    return true
  } catch (error) {
    if (isGmailSqlError(error)) return false
    throw error
  }
}

/** What a name means already; null: nothing. `refresh` asks the server for its mailboxes again. */
export async function tableNamed(
  name: string,
  context: RunContext,
  refresh = true,
): Promise<ResolvedTable | 'ambiguous' | null> {
  const names = await catalogNames(context, await context.mailboxes(refresh))
  try {
    return resolveTable([name], names)
  } catch (error) {
    if (!isGmailSqlError(error) || (error.code !== 'NO_TABLE' && error.code !== 'AMBIGUOUS')) throw error
    return error.code === 'AMBIGUOUS' ? 'ambiguous' : null
  }
}
