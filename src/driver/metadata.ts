import { notInStore } from '../exec/store-only-source.ts'
import type { Mailbox, MailSource, ServerTraits } from '../mail/source.ts'
import type { CallOptions } from '../sqlite/engine.ts'
import type { KeptMetadata, MetadataStore } from '../store/metadata-store.ts'
import type { PropertyValues } from './property-values.ts'

export interface MetadataParts {
  readonly source: MailSource
  /** Null where the store goes with the connection. */
  readonly store: MetadataStore | null
  readonly toleranceMs: number
  /** A name is gone, removed or renamed: labels that are kept may be other ones now. */
  readonly onNameGone: (call: CallOptions) => Promise<void>
}

/** What the server can and which mailboxes it has: asked once a connection, or known from the store. */
export class Metadata {
  readonly #parts: MetadataParts
  readonly #isOffline: boolean
  readonly #isKept: boolean
  #mailboxes: readonly Mailbox[] | undefined
  #traits: ServerTraits | undefined

  constructor({ Offline, CacheMetadata }: PropertyValues, parts: MetadataParts) {
    this.#parts = parts
    this.#isOffline = Offline
    this.#isKept = Offline || CacheMetadata
  }

  /** As they were last listed in this connection; null before that. */
  get known(): readonly Mailbox[] | null {
    return this.#mailboxes ?? null
  }

  /** Asks anew next time. */
  forget(): void {
    this.#mailboxes = undefined
    this.#traits = undefined
  }

  async traits(call: CallOptions): Promise<ServerTraits> {
    if (this.#traits) return this.#traits
    const kept = await this.#kept(call)
    if (kept) this.#traits = kept.traits
    // The source remembers, and a new session may be with another server.
    return kept?.traits ?? (await this.#parts.source.traits(call))
  }

  /** @param refresh asks the server again, if there is one to ask */
  async mailboxes(refresh: boolean, call: CallOptions): Promise<readonly Mailbox[]> {
    if (this.#mailboxes && (!refresh || this.#isOffline)) return this.#mailboxes
    const kept = refresh && !this.#isOffline ? null : await this.#kept(call)
    this.#mailboxes = kept?.mailboxes ?? (await this.#listed(call))
    return this.#mailboxes
  }

  async #listed(call: CallOptions): Promise<readonly Mailbox[]> {
    const { source, store, onNameGone } = this.#parts
    // The login goes on while the store is opened.
    const listing = source.listMailboxes(call)
    const kept = this.#mailboxes ? null : store?.read(call)
    const [listed, read] = await Promise.allSettled([listing, kept])
    if (read.status === 'rejected') throw read.reason
    if (listed.status === 'rejected') throw listed.reason
    const mailboxes = listed.value
    const before = this.#mailboxes ?? read.value?.mailboxes ?? []
    const paths = new Set(mailboxes.map(({ path }) => path))
    // Nothing promises that the mod-sequences of its messages change with the name of a label.
    if (!before.every(({ path }) => paths.has(path))) await onNameGone(call)
    await store?.keep({ traits: await source.traits(call), mailboxes, listedAt: Date.now() }, call)
    return mailboxes
  }

  async #kept(call: CallOptions): Promise<KeptMetadata | null> {
    const { store, toleranceMs } = this.#parts
    if (!this.#isKept || !store) return null
    const kept = await store.read(call)
    if (!kept && this.#isOffline) throw notInStore('the list of mailboxes')
    const age = Date.now() - (kept?.listedAt ?? 0)
    return this.#isOffline || (age >= 0 && age <= toleranceMs) ? kept : null
  }
}
