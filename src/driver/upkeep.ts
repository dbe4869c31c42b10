import type { Engine } from '../sqlite/engine.ts'
import { purgeRequest } from '../store/purge.ts'
import type { Logger } from '../util/log.ts'

/** So often a connection asks whether the file is due. */
const ASK_MS = 3_600_000

/** Keeps the file of a store that lasts from growing with mail that is gone: between statements, where nobody waits for it. */
export class Upkeep {
  readonly #engine: Engine | null
  readonly #logger: Logger
  #askedAt = Number.NEGATIVE_INFINITY
  #running: Promise<void> = Promise.resolve()

  /** @param engine null where the store goes with the connection */
  constructor(engine: Engine | null, logger: Logger) {
    this.#engine = engine
    this.#logger = logger
  }

  /** A statement has ended. */
  end(): void {
    const now = performance.now()
    if (this.#engine === null || this.#engine.starts === 0 || now - this.#askedAt < ASK_MS) return
    this.#askedAt = now
    this.#running = this.#purge(this.#engine)
  }

  async close(): Promise<void> {
    await this.#running
  }

  /** What fails is done another time; no statement fails for it. */
  async #purge(engine: Engine): Promise<void> {
    try {
      const [{ changes }] = await engine.call([purgeRequest(Date.now())])
      if (changes) this.#log(`${changes} rows of mail that is gone were removed or marked`)
    } catch (error) {
      this.#log(`mail that is gone was not removed: ${error}`)
    }
  }

  #log(what: string): void {
    if (this.#logger.isEnabled(2, 'STORE')) this.#logger.write(2, 'STORE', what)
  }
}
