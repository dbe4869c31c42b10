import { spawn } from 'node:child_process'
import type { TextSink } from '../door.ts'
import type { ShellIo } from '../io.ts'

/** `-S` leaves long lines long, `-R` takes colours, `-F` ends by itself where all fits, `-X` leaves it on the screen. */
const DEFAULT_PAGER = 'less -SRFX'

/** What comes so slowly is read as it comes. */
const LONGEST_HELD_MS = 1_000

/** The pager was left before the end of what it was to show. */
export class PagerLeft extends Error {
  constructor() {
    super('the pager was left')
    this.name = 'PagerLeft'
  }
}

export interface PagerOptions {
  readonly io: ShellIo
  /** Lines that the screen holds. */
  readonly height: number
  /** Where the text goes that is not longer than the screen, or that no pager takes. */
  readonly screen: TextSink
  /** Gives the terminal to the pager until the action ends. */
  suspend<T>(action: () => Promise<T>): Promise<T>
}

/** A text that goes to the screen where it fits it, and to $PAGER as soon as it does not. */
export class Pager implements TextSink {
  readonly #options: PagerOptions
  #held: string | undefined = ''
  #lines = 0
  #program: PagerProgram | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: PagerOptions) {
    this.#options = options
  }

  /** @throws PagerLeft */
  async write(text: string): Promise<void> {
    if (this.#program) return this.#program.write(text)
    if (this.#held === undefined) return this.#options.screen.write(text)
    this.#held += text
    this.#timer ??= setTimeout(() => void this.#release(), LONGEST_HELD_MS)
    this.#lines += text.split('\n').length - 1
    if (this.#lines < this.#options.height) return
    clearTimeout(this.#timer)
    const held = this.#held
    this.#held = undefined
    this.#program = await startPager(this.#options)
    await (this.#program ?? this.#options.screen).write(held)
  }

  /** What fits is on the screen now, and the pager, if there was one, has been left. */
  async end(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#release()
    await this.#program?.end()
  }

  async #release(): Promise<void> {
    const held = this.#held
    this.#held = undefined
    if (held) await this.#options.screen.write(held)
  }
}

interface PagerProgram extends TextSink {
  end(): Promise<void>
}

/** Undefined where the program cannot be started: a missing pager costs nobody a result. */
async function startPager({ io, suspend }: PagerOptions): Promise<PagerProgram | undefined> {
  const [command = '', ...args] = (io.env['PAGER'] || DEFAULT_PAGER).split(/\s+/)
  const { promise: started, resolve: start } = Promise.withResolvers<PagerProgram | undefined>()
  const run = async () => {
    const program = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] })
    const ended = new Promise<void>(resolve => {
      program.on('error', () => resolve())
      program.on('close', () => resolve())
    })
    let hasLeft = false
    program.stdin.on('error', () => {
      hasLeft = true
    })
    program.on('spawn', () => {
      start({
        write: text =>
          new Promise((resolve, reject) => {
            if (hasLeft) reject(new PagerLeft())
            else program.stdin.write(text, error => (error ? reject(new PagerLeft()) : resolve()))
          }),
        async end() {
          program.stdin.end()
          await ended
        },
      })
    })
    await ended
    start(undefined)
  }
  void suspend(run)
  return started
}
