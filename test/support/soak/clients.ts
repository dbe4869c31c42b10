export interface Client {
  readonly name: string
  /** Its process. */
  readonly host: number
  readonly properties: string
  readonly does: 'read' | 'write' | 'read offline' | 'watch'
  /** What it tells may be so many milliseconds older than its beginning. */
  readonly age: number
  /** Has a store of its own. */
  readonly isAlone?: true
}

export const HOSTS = 4

export const CLIENTS: readonly Client[] = [
  { name: 'writer', host: 0, properties: 'CacheTolerance=0', does: 'write', age: 0 },
  { name: 'reader 1', host: 1, properties: 'CacheTolerance=0', does: 'read', age: 0 },
  { name: 'reader 2', host: 1, properties: 'CacheTolerance=0', does: 'read', age: 0 },
  { name: 'reader 3', host: 1, properties: 'CacheTolerance=0;Pushdown=None', does: 'read', age: 0 },
  { name: 'tolerant', host: 2, properties: 'CacheTolerance=2', does: 'read', age: 2_000 },
  { name: 'offline', host: 2, properties: 'Offline=true', does: 'read offline', age: 0 },
  { name: 'alone', host: 3, properties: '', does: 'read', age: 0, isAlone: true },
  { name: 'watcher', host: 3, properties: 'CacheTolerance=0', does: 'watch', age: 0 },
]

const OF_THE_NETWORK = ['CONNECTION_LOST', 'CONNECT', 'THROTTLED', 'TOO_MANY_CONNECTIONS', 'TIMEOUT']

/** What faults may do to a statement. Anything else is wrong. */
export const EXPECTED_ERRORS: Readonly<Record<Client['does'], readonly string[]>> = {
  read: OF_THE_NETWORK,
  write: [...OF_THE_NETWORK, 'OUTCOME_UNKNOWN'],
  'read offline': ['NOT_IN_STORE'],
  watch: [],
}
