import type { PrepareContext } from '../exec/prepare.ts'
import { cachedNamesFor } from './catalog-names.ts'
import { staticNames } from './resources.ts'
import type { RunContext } from './run-context.ts'

/** What preparing a SELECT needs of its connection. `maxRows` overrides the property. */
export function prepareContext(
  context: RunContext,
  { maxRows }: { readonly maxRows?: number } = {},
): PrepareContext {
  const { resources, mailboxes, statements } = context
  const { engine, parsed, temps } = resources
  const { Pushdown, IncludeMessage, MaxItems, MaxRows, TimeZone, Offline } = parsed.values
  return {
    engine,
    call: callOptions(context),
    clock: { nowMs: Date.now(), timeZone: timeZoneName(TimeZone) },
    options: {
      pushdown: Pushdown as 'Exact' | 'Trusted' | 'None',
      maxItems: MaxItems,
      maxRows: maxRows ?? MaxRows,
      includeMessage: IncludeMessage,
      indexesWords: resources.words !== null,
    },
    staticNames: staticNames(temps.list),
    cachedNames: paths => cachedNamesFor(paths, context),
    mailboxes,
    traits: () => resources.metadata.traits(callOptions(context)),
    statements,
    userViews: resources.userViews,
    isOffline: Offline,
  }
}

/** Local is the zone of this machine; the engine is told its name, because it has not all of this environment. */
function timeZoneName(property: string): string {
  return property === 'Local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : property
}

export function callOptions({ resources, signal }: RunContext) {
  return { signal, timeoutMs: resources.parsed.values.Timeout * 1000 }
}
