import type { Readable, Writable } from 'node:stream'

/** Everything of the process that the shell touches, so that a test can be the terminal. */
export interface ShellIo {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean }
  /** It is the terminal of the process: a pager that is started has it too. */
  readonly isOfProcess: boolean
  /** Width of the terminal now, when stdout is one. */
  readonly columns: number | undefined
  /** Calls the listener at the next SIGINT; the one after that ends the process. Returns how to stop listening. */
  onInterrupt(listener: () => void): () => void
}

/** Where the prompt is: results that are redirected must not hold it. */
export function screenOf(io: ShellIo): Writable {
  return io.isTTY.stdout ? io.stdout : io.stderr
}

/** The size of what `screenOf` is, now; where it is no terminal of this process, that of a small one. */
export function screenSize(io: ShellIo): { readonly columns: number; readonly rows: number } {
  const { columns, rows } = screenOf(io) as { readonly columns?: number; readonly rows?: number }
  return { columns: columns || io.columns || 80, rows: rows || 24 }
}

export function processIo(): ShellIo {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    isTTY: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    isOfProcess: true,
    get columns() {
      return process.stdout.columns
    },
    onInterrupt(listener) {
      process.once('SIGINT', listener)
      return () => process.off('SIGINT', listener)
    },
  }
}
