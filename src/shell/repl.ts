import type { LineSource } from './authorization.ts'
import { runCommandLine } from './command-context.ts'
import { splitStatements } from './door.ts'
import { isCommandLine } from './find-command.ts'
import { History } from './history.ts'
import { INTERRUPTED, LineReader, type Typed } from './line-reader.ts'
import { errorText, type ScriptStatement } from './report.ts'
import { runScript } from './run-scripts.ts'
import { runStatement } from './run-statement.ts'
import { isBlankSql, scriptStatements } from './script.ts'
import { ScriptFailure } from './script-failure.ts'
import { SecretWatch } from './secret-words.ts'
import type { Session } from './session.ts'
import { isBrokenPipe } from './sink.ts'

const PROMPT = 'gmailsql> '
const CONTINUATION = '     ...> '
/** What people type who come from other shells. */
const PLAIN_WORDS: ReadonlyMap<string, string> = new Map([
  ['exit', '.quit'],
  ['quit', '.quit'],
  ['help', '.help'],
])

/** The prompt, until `.quit` or Ctrl-D. */
export async function runRepl(session: Session, lines: LineSource): Promise<void> {
  const repl = new Repl(session)
  lines.read = (prompt, signal) => repl.readLine(prompt, signal)
  await repl.run()
}

class Repl {
  readonly #session: Session
  readonly #lines: LineReader
  readonly #secrets = new SecretWatch()
  /** Lines of a statement that is not complete. */
  #pending = ''

  constructor(session: Session) {
    this.#session = session
    const history = new History(session.io.env, text => {
      session.io.stderr.write(`notice: ${text}\n`)
    })
    const lines = history.load()
    let stored = lines[0]
    this.#lines = new LineReader(session.io, {
      history: lines,
      remember: line => {
        if (this.#secrets.isSecret(line)) return false
        if (line !== stored) history.append(line)
        stored = line
        return true
      },
    })
  }

  /** A line that is not for the prompt: an answer to a question of a running statement. */
  readLine(prompt: string, signal: AbortSignal): Promise<Typed> {
    return this.#lines.read(prompt, signal)
  }

  async run(): Promise<void> {
    try {
      while (!this.#session.hasQuit) {
        const typed = await this.#lines.read(this.#pending === '' ? PROMPT : CONTINUATION)
        if (typed === undefined) return
        if (typed === INTERRUPTED) this.#drop()
        else await this.#take(typed)
      }
    } finally {
      this.#lines.close()
    }
  }

  async #take(line: string): Promise<void> {
    const command = this.#pending === '' ? commandOf(line) : undefined
    if (command !== undefined) {
      this.#secrets.reset()
      await this.#guarded(signal => runCommandLine(this.#session, command, signal, runScript))
      return
    }
    this.#pending += this.#pending === '' ? line : `\n${line}`
    if (line.includes(';')) await this.#runComplete()
    if (isBlankSql(this.#pending)) this.#drop()
  }

  #drop(): void {
    this.#pending = ''
    this.#secrets.reset()
  }

  /** Runs what ends with a semicolon, up to the first error; keeps the unfinished rest. */
  async #runComplete(): Promise<void> {
    const text = this.#pending
    let statements: readonly ScriptStatement[] = []
    const isSplit = await this.#guarded(async () => {
      this.#pending = splitStatements(text).rest
      const complete = text.slice(0, text.length - this.#pending.length)
      statements = scriptStatements({ text: complete })
    })
    if (!isSplit) this.#pending = ''
    for (const statement of statements) {
      const isDone = await this.#guarded(signal => runStatement(this.#session, statement, signal), statement)
      if (!isDone) return
    }
  }

  /** Runs with Ctrl-C as cancel; an error is reported and the session goes on. */
  async #guarded(
    action: (signal: AbortSignal) => Promise<unknown>,
    statement?: ScriptStatement,
  ): Promise<boolean> {
    const controller = new AbortController()
    this.#lines.onInterrupt = () => controller.abort()
    this.#session.resultCount = 0
    try {
      await action(controller.signal)
      return true
    } catch (error) {
      if (isBrokenPipe(error)) throw error
      if (!(error instanceof ScriptFailure)) await this.#session.messages.write(errorText(error, statement))
      return false
    } finally {
      this.#lines.onInterrupt = () => {}
    }
  }
}

function commandOf(line: string): string | undefined {
  const text = line.trim()
  if (isCommandLine(text)) return text
  return PLAIN_WORDS.get(text.replace(/;$/, '').toLowerCase())
}
