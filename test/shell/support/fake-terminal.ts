import { PassThrough } from 'node:stream'
import type { ShellIo } from '../../../src/shell/io.ts'

export interface FakeTerminalOptions {
  /** Text of standard input that is no terminal; without it standard input is a terminal. */
  readonly piped?: string
  /** Whether standard output and standard error are a terminal. */
  readonly screen?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
}

/** A terminal, or pipes, held by a test. */
export class FakeTerminal {
  readonly io: ShellIo
  readonly #stdin = new PassThrough()
  readonly #out: { stdout: string; stderr: string } = { stdout: '', stderr: '' }
  #interrupt: (() => void) | undefined

  constructor(options: FakeTerminalOptions = {}) {
    if (options.piped !== undefined) this.#stdin.end(options.piped)
    this.io = {
      stdin: this.#stdin,
      stdout: this.#collect('stdout'),
      stderr: this.#collect('stderr'),
      env: { LANG: 'C.UTF-8', NO_COLOR: '1', XDG_CONFIG_HOME: '/nonexistent', ...options.env },
      isTTY: {
        stdin: options.piped === undefined,
        stdout: options.screen ?? false,
        stderr: options.screen ?? false,
      },
      isOfProcess: false,
      columns: options.columns,
      onInterrupt: listener => {
        this.#interrupt = listener
        return () => {
          this.#interrupt = undefined
        }
      },
    }
  }

  get stdout(): string {
    return this.#out.stdout
  }

  get stderr(): string {
    return this.#out.stderr
  }

  type(text: string): void {
    this.#stdin.write(text)
  }

  /** SIGINT. */
  interrupt(): void {
    this.#interrupt?.()
  }

  /** Waits until stdout and stderr together hold the text. */
  async shows(text: string | RegExp): Promise<void> {
    const deadline = performance.now() + 20_000
    for (;;) {
      const all = this.stdout + this.stderr
      if (typeof text === 'string' ? all.includes(text) : text.test(all)) return
      if (performance.now() > deadline) throw new Error(`not shown in 20 s: ${text}; shown: ${all}`)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }

  #collect(name: 'stdout' | 'stderr'): PassThrough {
    const stream = new PassThrough()
    stream.on('data', chunk => {
      this.#out[name] += String(chunk)
    })
    return stream
  }
}
