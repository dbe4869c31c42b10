import { createInterface, type Interface } from 'node:readline'
import type { Writable } from 'node:stream'
import { type ShellIo, screenOf } from './io.ts'

/** Ctrl-C at the prompt: what was typed so far is dropped. */
export const INTERRUPTED = Symbol('interrupted')
export type Typed = string | typeof INTERRUPTED | undefined

export interface LineReaderOptions {
  /** Newest first. */
  readonly history: readonly string[]
  /** Whether the line may be remembered; asked once, when it is typed. */
  remember(line: string): boolean
}

/** Lines of the terminal, one at a time; lines typed or pasted while nobody reads wait their turn. */
export class LineReader {
  /** Called for Ctrl-C while no line is being read. */
  onInterrupt: () => void = () => {}
  readonly #screen: Writable
  readonly #readline: Interface
  readonly #waiting: string[] = []
  #reader: ((typed: Typed) => void) | undefined
  #isClosed = false

  constructor(io: ShellIo, options: LineReaderOptions) {
    this.#screen = screenOf(io)
    this.#readline = createInterface({
      input: io.stdin,
      output: this.#screen,
      terminal: true,
      history: [...options.history],
      historySize: 1000,
      removeHistoryDuplicates: true,
    })
    this.#readline.on('history', lines => {
      const newest = lines[0]
      if (newest !== undefined && !options.remember(newest)) lines.shift()
    })
    this.#readline.on('line', line => this.#take(line))
    this.#readline.on('SIGINT', () => this.#interrupt())
    this.#readline.on('close', () => this.#end())
  }

  /** The next line, INTERRUPTED (also when the signal says that no line is wanted any more), or undefined after Ctrl-D. */
  read(prompt: string, signal?: AbortSignal): Promise<Typed> {
    const line = this.#waiting.shift()
    if (line !== undefined) return Promise.resolve(line)
    if (this.#isClosed) return Promise.resolve(undefined)
    this.#readline.setPrompt(prompt)
    this.#readline.prompt()
    return new Promise(resolve => {
      const giveUp = () => {
        if (this.#reader !== reader) return
        this.#screen.write('\n')
        this.#answer(INTERRUPTED)
      }
      const reader = (typed: Typed) => {
        signal?.removeEventListener('abort', giveUp)
        resolve(typed)
      }
      this.#reader = reader
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  close(): void {
    this.#readline.close()
  }

  #take(line: string): void {
    if (this.#reader) this.#answer(line)
    else this.#waiting.push(line)
  }

  #interrupt(): void {
    this.#waiting.length = 0
    if (!this.#reader) {
      this.onInterrupt()
      return
    }
    this.#readline.write(null, { ctrl: true, name: 'e' })
    this.#readline.write(null, { ctrl: true, name: 'u' })
    this.#screen.write('^C\n')
    this.#answer(INTERRUPTED)
  }

  #end(): void {
    this.#isClosed = true
    if (!this.#reader) return
    this.#screen.write('\n')
    this.#answer(undefined)
  }

  #answer(typed: Typed): void {
    const reader = this.#reader
    this.#reader = undefined
    reader?.(typed)
  }
}
