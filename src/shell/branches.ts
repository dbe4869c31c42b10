import { GmailSqlError } from './door.ts'

interface Branch {
  /** What stands in it runs. */
  isTaken: boolean
  /** No further branch of its `.if` is taken: one was, or the whole `.if` is skipped. */
  isSettled: boolean
  hasElse: boolean
}

/** The `.if`s that are open, of a script or of the prompt; each file that is read has its own. */
export class Branches {
  readonly #open: Branch[] = []

  get depth(): number {
    return this.#open.length
  }

  /** Whether statements and commands run, and are not skipped. */
  get isTaken(): boolean {
    return this.#open.at(-1)?.isTaken ?? true
  }

  /** @param condition asked only where it matters; what it throws leaves the branch open and not taken, as in psql */
  begin(condition: () => boolean): void {
    const branch = { isTaken: false, isSettled: !this.isTaken, hasElse: false }
    this.#open.push(branch)
    take(branch, condition)
  }

  /** @throws SYNTAX without `.if` before it, and behind `.else` */
  elseIf(spelling: string, condition: () => boolean): void {
    take(this.#next(spelling), condition)
  }

  /** @throws SYNTAX without `.if` before it, and behind `.else` */
  otherwise(spelling: string): void {
    const branch = this.#next(spelling)
    branch.hasElse = true
    take(branch, () => true)
  }

  /** @throws SYNTAX without `.if` before it */
  end(spelling: string): void {
    this.#innermost(spelling)
    this.#open.pop()
  }

  /** Leaves the innermost one. */
  leave(): void {
    this.#open.pop()
  }

  #next(spelling: string): Branch {
    const branch = this.#innermost(spelling)
    branch.isTaken = false
    if (!branch.hasElse) return branch
    throw unbalanced(`${spelling} stands behind .else`, 'Behind .else there is only .endif.')
  }

  #innermost(spelling: string): Branch {
    const branch = this.#open.at(-1)
    if (branch) return branch
    throw unbalanced(`there is no .if that ${spelling} could belong to`, 'A file that is read has its own.')
  }
}

function take(branch: Branch, condition: () => boolean): void {
  if (branch.isSettled) return
  branch.isTaken = condition()
  branch.isSettled = branch.isTaken
}

/** For the end of a script with an `.if` that is open. */
export function missingEndif(): GmailSqlError {
  return unbalanced('there is no .endif to this .if', 'Write .endif on a line of its own.')
}

function unbalanced(message: string, hint: string): GmailSqlError {
  return new GmailSqlError('SYNTAX', message, { hint, position: { line: 1, column: 1 } })
}

/** Whether a command says where a branch begins or ends, so that it is never skipped. */
export function isBranchCommand(name: string): boolean {
  return /^[.\\](?:if|elif|else|endif)$/i.test(name)
}
