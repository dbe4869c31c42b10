import type { Connection } from './door.ts'
import { closeWhenOpen, unlessAborted, unlessInterrupted } from './open-connection.ts'

/** The connection of a shell: opened when it is first needed, or before, and replaced by another. */
export class Link {
  /** Told when another connection has taken the place of this one. */
  onReplaced: () => void = () => {}
  readonly #open: (target: string) => Promise<Connection>
  #target: string
  #opening: Promise<Connection> | undefined
  #connection: Connection | undefined
  #turn: Promise<void> = Promise.resolve()

  /** @param open takes a connection string */
  constructor(target: string, open: (target: string) => Promise<Connection>) {
    this.#target = target
    this.#open = open
  }

  /** @throws what opening it threw; CANCELLED when the signal comes first, and it goes on being opened */
  async connection(signal?: AbortSignal): Promise<Connection> {
    this.#opening ??= this.#open(this.#target)
    this.#connection = await unlessAborted(this.#opening, signal)
    return this.#connection
  }

  /**
   * Works with the connection while nobody else does: it takes one statement at a time, and names are learnt behind the prompt.
   * @throws CANCELLED when the signal comes before the turn
   */
  async use<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#turn
    const { promise: done, resolve: finish } = Promise.withResolvers<void>()
    this.#turn = before.then(() => done)
    try {
      await unlessAborted(before, signal)
      return await work(await this.connection(signal))
    } finally {
      finish()
    }
  }

  /** Another connection in place of this one, which is closed once the other is open. */
  async replace(target: string, signal: AbortSignal): Promise<void> {
    const opening = this.#open(target)
    const connection = await unlessInterrupted(opening, signal)
    await this.close()
    this.#target = target
    this.#opening = opening
    this.#connection = connection
    this.onReplaced()
  }

  /** Does not wait for what is still being opened: a login can take long. */
  async close(): Promise<void> {
    const [opening, connection] = [this.#opening, this.#connection]
    this.#opening = undefined
    this.#connection = undefined
    if (connection) await connection.close()
    else if (opening) closeWhenOpen(opening)
  }
}
