import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { endianness } from 'node:os'

/** How one process tells another which of its calls are to fail: four numbers in a file. */
export interface Control {
  /** 0: none fails. */
  readonly n: number
  readonly isLasting: boolean
  /** Of the error, by the agreement of the two. */
  readonly error: number
}

const BYTES = 16
const isLittle = endianness() === 'LE'

/** The side that tells. The fourth number is the other side's: calls since it was last told. */
export class ControlFile implements Disposable {
  readonly path: string
  readonly #file: number

  constructor(path: string) {
    this.path = path
    this.#file = openSync(path, 'w+', 0o600)
    this.tell({ n: 0, isLasting: false, error: 0 })
  }

  /** Counts from here on. */
  tell({ n, isLasting, error }: Control): void {
    writeSync(this.#file, bytesOf([n, isLasting ? 1 : 0, error, 0]), 0, BYTES, 0)
  }

  get calls(): number {
    return numbersIn(this.#file)[3]!
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

/** The side that obeys. */
export class ControlReader {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'r+')
  }

  /** Another call begins. @returns the error that it is to fail with; null: none */
  met(): number | null {
    const [n = 0, isLasting = 0, error = 0, calls = 0] = numbersIn(this.#file)
    const call = calls + 1
    writeSync(this.#file, bytesOf([call]), 0, 4, 12)
    const fails = n > 0 && (isLasting === 1 ? call >= n : call === n)
    return fails ? error : null
  }
}

function numbersIn(file: number): number[] {
  const bytes = Buffer.alloc(BYTES)
  readSync(file, bytes, 0, BYTES, 0)
  return [0, 4, 8, 12].map(at => (isLittle ? bytes.readInt32LE(at) : bytes.readInt32BE(at)))
}

function bytesOf(values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer)
}
