import type { NamedConnection, PendingAuthorization, SettingsStore, StoredGrant } from '../types.ts'
import { fits, isUnexpired, newestFirst, sameGrant, sameText } from './grant-order.ts'
import { type LockRequest, withTurn } from './lock.ts'

interface MemoryState {
  readonly grants: Set<StoredGrant>
  readonly pending: Set<PendingAuthorization>
  readonly named: Set<NamedConnection>
}

const STATES = Symbol.for('gmailsql.oauth.memory-settings')

/** Of the process and not of the module: two copies of the library may be loaded. */
function stateOf(id: string): MemoryState {
  const holder = globalThis as { [STATES]?: Map<string, MemoryState> }
  holder[STATES] ??= new Map()
  const state = holder[STATES].get(id) ?? { grants: new Set(), pending: new Set(), named: new Set() }
  holder[STATES].set(id, state)
  return state
}

/** `memory://id`: shared by all connections of this process, gone with it. */
export class MemorySettings implements SettingsStore {
  readonly location: string
  readonly protection = 'memory'
  readonly #state: MemoryState
  readonly #onNotice: LockRequest['onNotice']

  constructor(id: string, onNotice: LockRequest['onNotice']) {
    this.location = `memory://${id}`
    this.#state = stateOf(id)
    this.#onNotice = onNotice
  }

  async find(user: string | null, client: string | null): Promise<StoredGrant | null> {
    return (await this.list()).find(grant => fits(grant, user, client)) ?? null
  }

  async save(grant: StoredGrant): Promise<void> {
    await this.remove(grant.user, grant.client)
    this.#state.grants.add(grant)
  }

  async remove(user: string, client: string): Promise<boolean> {
    const there = [...this.#state.grants].find(grant => sameGrant(grant, { user, client }))
    return there !== undefined && this.#state.grants.delete(there)
  }

  async list(): Promise<readonly StoredGrant[]> {
    return [...this.#state.grants].sort(newestFirst)
  }

  async listNamed(): Promise<readonly NamedConnection[]> {
    return [...this.#state.named].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async saveNamed(
    named: NamedConnection,
    { grants = [], replaces }: { readonly grants?: readonly StoredGrant[]; readonly replaces?: string } = {},
  ): Promise<void> {
    for (const grant of grants) await this.save(grant)
    for (const name of [named.name, ...(replaces === undefined ? [] : [replaces])])
      await this.removeNamed(name)
    this.#state.named.add(named)
  }

  async removeNamed(name: string): Promise<boolean> {
    const there = [...this.#state.named].find(named => sameText(named.name, name))
    return there !== undefined && this.#state.named.delete(there)
  }

  async addPending(pending: PendingAuthorization): Promise<void> {
    for (const old of this.#state.pending) if (!isUnexpired(old)) this.#state.pending.delete(old)
    this.#state.pending.add(pending)
  }

  async listPending(client: string): Promise<readonly PendingAuthorization[]> {
    const open = [...this.#state.pending].filter(pending => pending.client === client && isUnexpired(pending))
    return open.reverse().sort((a, b) => b.createdAt - a.createdAt)
  }

  async removePending(state: string): Promise<void> {
    for (const pending of this.#state.pending) {
      if (pending.state.reveal() === state) this.#state.pending.delete(pending)
    }
  }

  async exclusively<T>(
    name: string,
    work: () => Promise<T>,
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<T> {
    return withTurn({ location: this.location, name, onNotice: this.#onNotice, ...options }, work)
  }

  async close(): Promise<void> {}
}
