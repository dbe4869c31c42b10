import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

const PROGRAM = '/usr/bin/sqlite3'
const END = '-- that was all --'

/** Debian's program on a file, started once: a statement costs no start of a process. */
export class SqliteProgram {
  readonly #child: ChildProcessWithoutNullStreams
  #text: string[] = []
  #isEnd: (() => void) | undefined

  constructor(file: string) {
    this.#child = spawn(PROGRAM, ['-batch', '-noheader', '-readonly', file])
    this.#child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      this.#text.push(piece)
      if (piece.endsWith(`${END}\n`)) this.#isEnd?.()
    })
    // As much of the file in memory as the driver's engine may have.
    this.#child.stdin.write('PRAGMA cache_size = -16000;\n')
  }

  /** The lines that it prints, from the moment at which the statement is sent until the last has come. */
  async lines(sql: string): Promise<string[]> {
    this.#text = []
    const ended = new Promise<void>(resolve => {
      this.#isEnd = resolve
    })
    this.#child.stdin.write(`${sql};\n.print ${END}\n`)
    await ended
    return this.#text.join('').split('\n').slice(0, -2)
  }

  close(): void {
    this.#child.stdin.end('.quit\n')
  }
}
