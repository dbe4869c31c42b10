import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import { openOutputFile } from '../util/output-file.ts'
import { GmailSqlError, type TextSink } from './door.ts'
import { systemReason } from './system-reason.ts'

/** Where `.output` and `.once` send results. */
export type OutputTarget =
  | { readonly kind: 'file'; readonly path: string; readonly replace: boolean }
  | { readonly kind: 'append'; readonly path: string }
  | { readonly kind: 'program'; readonly command: string }

interface OpenTarget {
  readonly sink: TextSink
  /** `isWhole`: false leaves no file that looks finished. */
  close(isWhole: boolean): Promise<void>
}

/** Where results go now: standard output, or what a command named instead. */
export class OutputRoute {
  readonly #standard: TextSink
  readonly #isStdout: boolean
  #target: OpenTarget | undefined
  #isOnce = false

  /** @param isStdout whether `standard` is standard output and not the file of `-o` */
  constructor(standard: TextSink, isStdout: boolean) {
    this.#standard = standard
    this.#isStdout = isStdout
  }

  get sink(): TextSink {
    return this.#target?.sink ?? this.#standard
  }

  get isToStdout(): boolean {
    return this.#isStdout && this.#target === undefined
  }

  /** @param target undefined: back to standard output */
  async redirect(target: OutputTarget | undefined, isOnce = false): Promise<void> {
    await this.close(true)
    this.#target = target && (await openTarget(target))
    this.#isOnce = isOnce
  }

  /** What `.once` named has got its result. */
  async resultDone(isWhole: boolean): Promise<void> {
    if (this.#isOnce) await this.close(isWhole)
  }

  async close(isWhole: boolean): Promise<void> {
    const target = this.#target
    this.#target = undefined
    this.#isOnce = false
    await target?.close(isWhole)
  }
}

async function openTarget(target: OutputTarget): Promise<OpenTarget> {
  if (target.kind === 'program') return openProgram(target.command)
  if (target.kind === 'append') return openAppend(target.path)
  const file = await openOutputFile(target.path, {
    replace: target.replace,
    hint: '--force before the name replaces it, --append adds to it',
  })
  return { sink: file, close: isWhole => (isWhole ? file.finish() : file.discard()) }
}

async function openAppend(path: string): Promise<OpenTarget> {
  const append = async (text: string) => {
    try {
      await appendFile(path, text, { mode: 0o600 })
    } catch (error) {
      throw new GmailSqlError(
        'BAD_VALUE',
        `the output file "${path}" cannot be written: ${systemReason(error)}`,
        {
          hint: 'Check the folder and its permissions.',
        },
      )
    }
  }
  await append('')
  return { sink: { write: append }, close: async () => {} }
}

/** A program that reads results; what it prints itself goes to the terminal. */
function openProgram(command: string): OpenTarget {
  const program = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = once(program, 'close')
  // A reader that leaves early has seen enough.
  program.stdin.on('error', () => {})
  program.on('error', () => {})
  const write = (text: string) =>
    new Promise<void>(resolve => {
      program.stdin.write(text, () => resolve())
    })
  return {
    sink: { write },
    async close() {
      program.stdin.end()
      await ended
    },
  }
}
