import { CATALOG_NAME, DEFAULT_SCHEMA } from '../catalog/resolve.ts'
import { Engine, type StoreKeeper } from '../sqlite/engine.ts'
import { openStore } from '../store/open-store.ts'
import { StoreFile } from '../store/store-file.ts'
import type { Notice } from '../util/notice.ts'
import { makePrivateDirectory, type PrivateDirectory } from './private-directory.ts'
import type { ParsedConnection } from './property-values.ts'
import { type StorePlace, storePlace } from './store-place.ts'

export interface PreparedEngine {
  readonly engine: Engine
  /** The store outlives the connection, and other processes use it. */
  readonly isLasting: boolean
  /** Removes what does not outlive the connection. */
  readonly remove: () => void
}

/** An engine whose files are made when it is started. */
export function prepareEngine(parsed: ParsedConnection, notify: (notice: Notice) => void): PreparedEngine {
  let directory: PrivateDirectory | undefined
  const place = storePlace(parsed)
  const file = place && new StoreFile(place.path, notify)
  const functions = new URL(`../sql/functions/index.${isSource() ? 'ts' : 'js'}`, import.meta.url).href
  const session = { user: parsed.values.User ?? null, catalog: CATALOG_NAME, schema: DEFAULT_SCHEMA }
  const settings = () => {
    const main = file?.ready()
    directory ??= makePrivateDirectory()
    const { storeFile, ownFile: own, path: removeAtEnd } = directory
    return { file: main ?? storeFile, isLasting: main !== undefined, own, removeAtEnd, functions, session }
  }
  const engine =
    file && place
      ? new Engine(settings, keeperOf(place, file), parsed.values.Offline ? undefined : loadClient)
      : new Engine(settings)
  return { engine, isLasting: file !== null, remove: () => directory?.remove() }
}

/** A store that lasts is of mail: this process has nothing else to do meanwhile. What cannot be loaded is told where it is used. */
function loadClient(): void {
  setImmediate(() => import('../imap/imap-source.ts').catch(() => {}))
}

function keeperOf({ path, account }: StorePlace, file: StoreFile): StoreKeeper {
  let isFirst = true
  return {
    async open(send) {
      await openStore(send, { path, account, isFirst })
      isFirst = false
    },
    setAside() {
      isFirst = true
      file.setAside()
    },
  }
}

function isSource(): boolean {
  return import.meta.url.endsWith('.ts')
}
