import { GmailSqlError } from '../door.ts'
import type { Completion } from '../edit/completion-menu.ts'
import { INTERRUPTED, TerminalInput, type Typed } from '../edit/terminal-input.ts'
import { NO_THEME } from '../edit/theme.ts'
import { type ShellIo, screenOf } from '../io.ts'

export interface Question {
  readonly prompt: string
  /** What is there already, to be changed or taken. */
  readonly initial?: string | undefined
  /** Nothing of it is shown; nothing of any answer is remembered. */
  readonly isSecret?: boolean
  readonly complete?: ((text: string, cursor: number) => Completion) | undefined
}

/** Asks the person at the terminal. Ctrl-C and Ctrl-D give up, at a question and between them. */
export class Questions {
  readonly #io: ShellIo
  readonly #input: TerminalInput
  readonly #interrupt = new AbortController()

  constructor(io: ShellIo) {
    this.#io = io
    this.#input = new TerminalInput(io, NO_THEME)
    this.#input.onInterrupt = () => this.#interrupt.abort(givenUp())
  }

  /** Aborted with CANCELLED by Ctrl-C. */
  get signal(): AbortSignal {
    return this.#interrupt.signal
  }

  say(text: string): void {
    screenOf(this.#io).write(text)
  }

  /** @throws CANCELLED */
  async ask(question: Question): Promise<string> {
    this.signal.throwIfAborted()
    const typed = await this.read(question, this.signal)
    if (typeof typed === 'string') return typed.trim()
    throw givenUp()
  }

  /** Asks until the answer is one of these letters; the first is that of an empty answer. */
  async choose(prompt: string, letters: readonly string[]): Promise<string> {
    for (;;) {
      const typed = (await this.ask({ prompt })).toLowerCase() || letters[0]!
      if (letters.includes(typed)) return typed
      this.say(`  Type one of ${letters.join(', ')}.\n`)
    }
  }

  /** For who asks while something else goes on: the signal ends the question. */
  async read({ prompt, initial, isSecret = false, complete }: Question, signal: AbortSignal): Promise<Typed> {
    const typed = await this.#input.read(
      {
        ...{ prompt, initial, isSecret, continuation: '', history: [], hasSuggestions: false },
        isComplete: () => true,
        ...(complete === undefined ? {} : { complete }),
      },
      signal,
    )
    if (typed === INTERRUPTED && !signal.aborted) this.#interrupt.abort(givenUp())
    return typed
  }

  close(): void {
    this.#input.close()
  }
}

function givenUp(): GmailSqlError {
  return new GmailSqlError('CANCELLED', 'the login was given up; nothing was saved')
}
