import type { LineSource } from './authorization.ts'
import { isBranchCommand } from './branches.ts'
import { runCommandLine } from './command-context.ts'
import { Completer } from './complete/completer.ts'
import { isKeyword } from './complete/keywords.ts'
import { startFile } from './config-files.ts'
import { displayWidth, escapeForTerminal, splitStatements } from './door.ts'
import { highlight } from './edit/highlight.ts'
import { INTERRUPTED, TerminalInput, type Typed } from './edit/terminal-input.ts'
import { NO_THEME, THEMES } from './edit/theme.ts'
import { editText } from './edit-text.ts'
import { splitCommandLine } from './find-command.ts'
import { History } from './history.ts'
import { errorText, type ScriptStatement } from './report.ts'
import { runScript } from './run-scripts.ts'
import { runStatement } from './run-statement.ts'
import { isBlankSql, scriptStatements } from './script.ts'
import { ScriptFailure } from './script-failure.ts'
import { holdsSecret } from './secret-words.ts'
import type { Session } from './session.ts'
import { hasColor } from './settings.ts'
import { isBrokenPipe } from './sink.ts'
import { readTerminator, type Terminated } from './terminator.ts'
import { commandOf, isComplete } from './typed-text.ts'

/** As wide as the prompt, if it is not wider. */
const CONTINUATION = '...>'

/**
 * The prompt, until `.quit` or Ctrl-D. It is there before the connection.
 * @throws what opening the connection threw
 */
export async function runRepl(session: Session, lines: LineSource, hasStartFile: boolean): Promise<void> {
  const repl = new Repl(session)
  lines.read = (prompt, signal) => repl.readAnswer(prompt, signal)
  lines.suspend = action => repl.suspend(action)
  lines.prefill = text => repl.prefill(text)
  await repl.run(hasStartFile)
}

class Repl {
  readonly #session: Session
  readonly #input: TerminalInput
  readonly #history: History
  readonly #completer: Completer
  /** Newest first. */
  readonly #entries: string[]
  /** A statement that is not complete behind one that was. */
  #rest = ''

  constructor(session: Session) {
    const { io } = session
    this.#session = session
    this.#completer = new Completer(session)
    this.#history = new History(io.env, text => {
      io.stderr.write(`notice: ${text}\n`)
    })
    this.#entries = this.#history.load()
    this.#input = new TerminalInput(io, NO_THEME)
    this.#input.openEditor = text => this.#input.suspend(() => editText(io.env, text))
  }

  /** What is not for the prompt: an answer to a question of a running statement. It is not remembered. */
  readAnswer(prompt: string, signal: AbortSignal): Promise<Typed> {
    const options = { prompt, continuation: '', history: [], hasSuggestions: false, isComplete: () => true }
    return this.#input.read(options, signal)
  }

  suspend<T>(action: () => Promise<T>): Promise<T> {
    return this.#input.suspend(action)
  }

  prefill(text: string): void {
    this.#rest = text
  }

  async run(hasStartFile: boolean): Promise<void> {
    const failure = this.#connectSoon()
    try {
      if (hasStartFile) await this.#runStartFile()
      while (!this.#session.hasQuit) {
        const typed = await this.#readStatement(failure.signal)
        if (failure.signal.aborted) throw failure.signal.reason
        if (typed === undefined) return
        if (typed === INTERRUPTED) await this.#drop()
        else await this.#take(typed)
      }
    } finally {
      this.#input.close()
    }
  }

  /** An error in it is told, and what stands behind it runs. */
  async #runStartFile(): Promise<void> {
    const { io, settings } = this.#session
    const file = startFile(io.env)
    if (!file) return
    const { bail } = settings
    settings.bail = false
    await this.#guarded(signal => runScript(this.#session, { text: file.text, file: file.path }, signal))
    settings.bail = bail
  }

  /** The signal is aborted with the error of the connection. */
  #connectSoon(): AbortController {
    const failure = new AbortController()
    const connect = async () => {
      try {
        await this.#session.link.connection()
      } catch (error) {
        failure.abort(error)
        return
      }
      await this.#completer.start()
    }
    // Once the prompt is drawn: loading what a connection needs holds up the process.
    setImmediate(() => setImmediate(() => void connect()))
    return failure
  }

  #readStatement(signal: AbortSignal): Promise<Typed> {
    const rest = this.#rest
    this.#rest = ''
    const { io, settings, account, branches } = this.#session
    this.#input.theme = hasColor(io.env) ? THEMES[settings.theme]! : NO_THEME
    const prompt = promptOf(settings.prompt, account, branches.isTaken)
    return this.#input.read(
      {
        prompt,
        continuation: `${CONTINUATION.padStart(displayWidth(prompt) - 1)} `,
        initial: rest,
        history: this.#entries,
        hasSuggestions: hasColor(io.env),
        isComplete,
        complete: (text, cursor) => this.#completer.complete(text, cursor),
        highlight: text => {
          const { isFunction } = this.#completer.names
          return highlight(text, { isKeyword, isFunction: word => isFunction(word) || isKeyword(word) })
        },
      },
      signal,
    )
  }

  async #take(typed: string): Promise<void> {
    this.#remember(typed)
    const terminated = readTerminator(typed)
    const command = terminated?.sql === '' ? terminated.command : commandOf(typed)
    if (this.#isSkipped(command) && !isBlankSql(typed)) {
      await this.#session.messages.write('skipped; .endif or Ctrl-C leaves the .if\n')
    } else if (command !== undefined) await this.#runCommand(command)
    else if (terminated) await this.#runTerminated(terminated)
    else await this.#runComplete(typed)
  }

  #isSkipped(command: string | undefined): boolean {
    if (this.#session.branches.isTaken) return false
    return command === undefined || !isBranchCommand(splitCommandLine(command).name)
  }

  /** Ctrl-C drops what is typed, and leaves the innermost `.if`, as in psql. */
  async #drop(): Promise<void> {
    const { branches, messages } = this.#session
    this.#rest = ''
    if (branches.depth === 0) return
    branches.leave()
    await messages.write('left .if\n')
  }

  async #runCommand(line: string): Promise<void> {
    await this.#guarded(signal => runCommandLine(this.#session, line, signal, runScript))
  }

  #remember(typed: string): void {
    const entry = typed.trim()
    if (entry === '' || holdsSecret(entry)) return
    const isRepeated = this.#entries[0] === entry
    const before = this.#entries.indexOf(entry)
    if (before >= 0) this.#entries.splice(before, 1)
    this.#entries.unshift(entry)
    if (!isRepeated) this.#history.append(entry)
  }

  /** Runs what ends with a semicolon, up to the first error; what follows the last one is typed on. */
  async #runComplete(text: string): Promise<boolean> {
    let statements: readonly ScriptStatement[] = []
    const isSplit = await this.#guarded(async () => {
      const { rest } = splitStatements(text)
      statements = scriptStatements({ text: text.slice(0, text.length - rest.length) })
      this.#rest = isBlankSql(rest) ? '' : `${rest.trimStart()}\n`
    })
    for (const statement of statements) {
      const isDone = await this.#guarded(signal => this.#runOne(statement, signal), statement)
      if (!isDone) return false
    }
    return isSplit
  }

  async #runOne(statement: ScriptStatement, signal: AbortSignal): Promise<void> {
    this.#session.lastStatement = statement.text
    await runStatement(this.#session, statement, signal)
    this.#completer.statementDone(statement.text)
  }

  /** What stands before the last statement runs as ever; that one is what the command is about. */
  async #runTerminated({ sql, command }: Terminated): Promise<void> {
    const isDone = await this.#runComplete(sql)
    if (!isDone || this.#rest === '') return
    this.#session.lastStatement = this.#rest.trimEnd()
    this.#rest = ''
    await this.#runCommand(command)
  }

  /** Runs with Ctrl-C as cancel; an error is reported and the session goes on. */
  async #guarded(
    action: (signal: AbortSignal) => Promise<unknown>,
    statement?: ScriptStatement,
  ): Promise<boolean> {
    const controller = new AbortController()
    this.#input.onInterrupt = () => controller.abort()
    this.#session.resultCount = 0
    try {
      await action(controller.signal)
      return true
    } catch (error) {
      if (isBrokenPipe(error)) throw error
      if (!(error instanceof ScriptFailure)) await this.#session.messages.write(errorText(error, statement))
      return false
    } finally {
      this.#input.onInterrupt = () => {}
    }
  }
}

/** `%u`, `%r` and `%%`, see `.prompt`; psql's `@` tells that what is typed is skipped. */
function promptOf(text: string, account: Session['account'], isTaken: boolean): string {
  const values: Readonly<Record<string, string>> = {
    u: account?.user ?? '',
    r: account?.isReadOnly ? '(read-only)' : '',
    '%': '%',
  }
  const shown = text.replace(/%([ur%])/g, (_, letter: string) => values[letter]!)
  return `${escapeForTerminal(isTaken ? shown : shown.replace(/[>#$]?$/, '@$&'))} `
}
