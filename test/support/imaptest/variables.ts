const PIECE = /\$\$|\$\{([^}]*)\}|\$(\w*)|[^$]+/g

/** Values of `$name`: what the server said the first time must be said the same way again. */
export class Variables {
  #values: Map<string, string>

  constructor(values: Iterable<readonly [string, string]>) {
    this.#values = new Map(values)
  }

  copy(): Variables {
    return new Variables(this.#values)
  }

  /** What a copy has learnt. */
  take(copy: Variables): void {
    this.#values = copy.#values
  }

  set(name: string, value: string): void {
    this.#values.set(name, value)
  }

  delete(name: string): void {
    this.#values.delete(name)
  }

  /** The text of a command; a variable without a value is a mistake of the script. */
  expand(text: string): string {
    return text.replace(PIECE, (piece, braced: string | undefined, plain: string | undefined) => {
      if (piece === '$$') return '$'
      const name = braced ?? plain
      if (name === undefined) return piece
      const value = this.#values.get(name)
      if (value === undefined) throw new Error(`$${name} has no value`)
      return value
    })
  }

  /**
   * Whether `text` is what the pattern says, in any case, and learns the variables that had no value. `$` alone is anything. With
   * `isPrefix` something may follow.
   */
  match(pattern: string, text: string, isPrefix = false): boolean {
    const names: string[] = []
    const pieces = [...pattern.matchAll(PIECE)].map(([piece, braced, plain], index, all) => {
      if (piece === '$$') return '\\$'
      const name = braced ?? plain
      if (name === undefined) return escaped(piece)
      const value = this.#values.get(name)
      if (value !== undefined) return escaped(value)
      if (name === '') return '.*?'
      const seen = names.indexOf(name)
      if (seen >= 0) return `\\${seen + 1}(?!\\d)`
      names.push(name)
      return isPrefix && index === all.length - 1 ? '(.*)' : '(.*?)'
    })
    const found = new RegExp(`^${pieces.join('')}${isPrefix ? '.*' : ''}$`, 'is').exec(text)
    if (found === null) return false
    for (const [index, name] of names.entries()) this.#values.set(name, found[index + 1]!)
    return true
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
