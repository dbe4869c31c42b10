import type { ImapStats } from '../imap/imap-stats.ts'
import type { WritableSource } from '../imap/write/imap-writer.ts'
import type { PacedSource } from './retrying-source.ts'

type Source = PacedSource & WritableSource & { stats(): ImapStats; rest(): Promise<void> }

/** The mail source, made when it is first asked for: opening a connection neither loads the IMAP client nor touches the network. */
export class LazySource {
  readonly #make: () => Promise<Source>
  #source: Promise<Source> | undefined
  #made: Source | undefined

  constructor(make: () => Promise<Source>) {
    this.#make = make
  }

  async get(): Promise<Source> {
    this.#source ??= this.#make()
    try {
      this.#made = await this.#source
      return this.#made
    } catch (error) {
      // What was missing may be there at the next statement: a token that a procedure got.
      this.#source = undefined
      throw error
    }
  }

  stats(): ImapStats {
    return this.#made?.stats() ?? { commands: 0, setupCommands: 0, bytesReceived: 0 }
  }

  /** Ends the connections to the server until the next statement that needs mail. */
  async rest(): Promise<void> {
    await this.#made?.rest()
  }

  async close(): Promise<void> {
    await this.#made?.close()
  }
}
