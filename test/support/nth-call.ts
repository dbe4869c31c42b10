import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { type Database, openDatabase } from '../../src/sqlite/native.ts'

type Call = (...args: unknown[]) => unknown
type Calls = Record<string, Call>

/** Makes the n-th of the calls fail, once or from then on; counts them either way. */
export class NthCall {
  calls = 0
  readonly n: number
  readonly isLasting: boolean
  readonly error: () => Error

  constructor(n: number, isLasting: boolean, error: () => Error) {
    this.n = n
    this.isLasting = isLasting
    this.error = error
  }

  /** @returns what undoes it */
  wrap(holder: object, names: readonly string[]): () => void {
    const calls = holder as Calls
    const originals = names.map(name => [name, calls[name]!] as const)
    for (const [name, original] of originals) {
      const fault = this
      calls[name] = function (this: unknown, ...args: unknown[]) {
        // What cannot be closed is closed all the same (close(2)).
        if (name === 'closeSync') original.apply(this, args)
        fault.#meet()
        return name === 'closeSync' ? undefined : original.apply(this, args)
      }
    }
    return () => {
      for (const [name, original] of originals) calls[name] = original
    }
  }

  #meet(): void {
    this.calls++
    if (this.calls === this.n || (this.isLasting && this.calls > this.n)) throw this.error()
  }
}

export function systemError(code: string): () => Error {
  return () => Object.assign(new Error(`${code}: injected`), { code })
}

const FS_CALLS = [
  'accessSync',
  'chmodSync',
  'closeSync',
  'fchmodSync',
  'fsyncSync',
  'lstatSync',
  'mkdirSync',
  'openSync',
  'readFileSync',
  'realpathSync',
  'renameSync',
  'rmSync',
  'statSync',
  'writeSync',
]

/** The calls are those of Node's file system in this process. */
export async function withFsFault<T>(fault: NthCall, work: () => Promise<T>): Promise<T> {
  const undo = fault.wrap(fs, FS_CALLS)
  syncBuiltinESMExports()
  try {
    return await work()
  } finally {
    undo()
    syncBuiltinESMExports()
  }
}

/** The calls are those of SQLite in this process: opening statements, running and reading them. */
export async function withSqliteFault<T>(fault: NthCall, work: () => Promise<T>): Promise<T> {
  const db = await openDatabase(':memory:')
  const prototype: Database = Object.getPrototypeOf(db)
  const statement: object = Object.getPrototypeOf(db.prepare('SELECT 1'))
  db.close()
  const undo = [
    fault.wrap(prototype, ['exec', 'pragma', 'prepare']),
    fault.wrap(statement, ['run', 'get', 'all']),
  ]
  try {
    return await work()
  } finally {
    for (const one of undo) one()
  }
}
