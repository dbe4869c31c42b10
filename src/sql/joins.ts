import type { JoinCondition, JoinKind, Scope } from './shape.ts'

/** The joins of one FROM, or of one parenthesis in it, while their words go by: which ON belongs to what. */
export class JoinReader {
  readonly #scope: Scope
  /** Index of the first reference of this FROM or parenthesis, and of the operand behind the last join word. */
  readonly #first: number
  #right: number
  #kind: JoinKind = 'inner'
  #nextKind: JoinKind = 'inner'
  #on: number | null = null

  constructor(scope: Scope) {
    this.#scope = scope
    this.#first = scope.refs.length
    this.#right = scope.refs.length
  }

  /** LEFT, RIGHT or FULL stands before the next JOIN; LEFT and RIGHT together are FULL. */
  expectOuter(kind: JoinKind): void {
    this.#nextKind = this.#nextKind === 'inner' || this.#nextKind === kind ? kind : 'full'
  }

  /** JOIN, or a comma. SQLite joins strictly from the left: everything before is the left operand. */
  join(): void {
    this.#kind = this.#nextKind
    this.#nextKind = 'inner'
    this.#right = this.#scope.refs.length
  }

  beginOn(at: number): void {
    this.#on = at
  }

  endOn(at: number): void {
    if (this.#on === null) return
    const { joins } = this.#scope
    joins.push({ ...this.#operands(), on: { from: this.#on, to: at } })
    this.#on = null
  }

  using(columns: readonly string[]): void {
    this.#scope.merges.push({ ...this.#operands(), columns })
  }

  #operands(): Pick<JoinCondition, 'kind' | 'left' | 'right'> {
    const { refs } = this.#scope
    return {
      kind: this.#kind,
      left: refs.slice(this.#first, this.#right),
      right: refs.slice(this.#right),
    }
  }
}
