import { BEFORE_SOURCE, CLAUSE_ENDS, JOIN_WORDS } from './clause-words.ts'
import { JoinReader } from './joins.ts'
import { isName, isSymbol, isWord, nameOf, type Token } from './lexer.ts'
import {
  emptyScope,
  type JoinKind,
  type Scope,
  type StatementShape,
  type TableRef,
  type TokenRange,
} from './shape.ts'

type Clause = 'list' | 'source' | 'joined' | 'where' | 'tail'

interface Frame {
  scope: Scope | null
  clause: Clause
  joins: JoinReader | null
  /** Was opened in table position: `(a JOIN b)` goes on with the scope around it. */
  readonly inSource: boolean
}

/** Finds the SELECT scopes, the table references and the clauses of a statement, by its tokens alone. */
export function readShape(tokens: readonly Token[]): StatementShape {
  return new ShapeReader(tokens).read()
}

class ShapeReader {
  readonly #tokens: readonly Token[]
  readonly #scopes: Scope[] = []
  readonly #refs: TableRef[] = []
  readonly #cteNames = new Set<string>()
  readonly #words = new Set<string>()
  #limit: TokenRange | null = null
  #frames: Frame[] = [{ scope: null, clause: 'tail', joins: null, inSource: false }]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  read(): StatementShape {
    while (this.#at < this.#tokens.length) this.#step()
    this.#endClause(this.#frame, this.#tokens.length)
    return {
      scopes: this.#scopes,
      refs: this.#refs,
      cteNames: this.#cteNames,
      limit: this.#limit,
      topLevelWords: this.#words,
    }
  }

  get #frame(): Frame {
    return this.#frames[this.#frames.length - 1]!
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  #step(): void {
    const token = this.#peek()!
    if (isSymbol(token, '(')) this.#openParenthesis()
    else if (isSymbol(token, ')')) this.#closeParenthesis()
    else if (token.kind === 'word' && this.#clauseWord(token)) this.#at++
    else if (this.#frame.clause === 'source' && isName(token)) this.#source()
    else if (this.#frame.clause === 'joined' && isSymbol(token, ',')) this.#expectSource()
    else this.#other(token)
  }

  #expectSource(): void {
    this.#frame.joins?.endOn(this.#at)
    this.#frame.joins?.join()
    this.#frame.clause = 'source'
    this.#at++
  }

  /** Words that begin or end a clause; true when the word was one. */
  #clauseWord(token: Token): boolean {
    const frame = this.#frame
    if (this.#frames.length === 1) this.#noteTopLevel(token)
    if (token.value === 'SELECT') return this.#beginScope(frame)
    if (token.value === 'VALUES' && frame.clause !== 'where') return this.#beginValues(frame)
    if (!frame.scope) return false
    if (token.value === 'FROM') return this.#beginFrom(frame)
    if (token.value === 'WHERE' && frame.clause !== 'list') {
      this.#endClause(frame, this.#at)
      frame.scope.where = { from: this.#at + 1, to: this.#tokens.length }
      frame.clause = 'where'
      return true
    }
    if (CLAUSE_ENDS.has(token.value) && frame.clause !== 'source') {
      this.#endClause(frame, this.#at)
      frame.clause = 'tail'
      return true
    }
    return (frame.clause === 'joined' || frame.clause === 'source') && this.#joinWord(frame, token)
  }

  #joinWord(frame: Frame, token: Token): boolean {
    const scope = frame.scope!
    if (token.value === 'LEFT' || token.value === 'RIGHT' || token.value === 'FULL') {
      if (frame.clause === 'source' || isSymbol(this.#peek(1), '(')) return false
      scope.hasOuterJoin = true
      frame.joins?.endOn(this.#at)
      frame.joins?.expectOuter(token.value.toLowerCase() as JoinKind)
      return true
    }
    if (token.value === 'NATURAL' || token.value === 'USING') scope.mergesColumns = true
    if (BEFORE_SOURCE.has(token.value)) frame.joins?.endOn(this.#at)
    if (token.value === 'ON') frame.joins?.beginOn(this.#at + 1)
    if (token.value === 'USING') frame.joins?.using(this.#listedNames())
    if (token.value === 'JOIN') {
      frame.joins?.join()
      frame.clause = 'source'
    }
    return JOIN_WORDS.has(token.value)
  }

  /** The names of `(a, b)` ahead. */
  #listedNames(): string[] {
    const names: string[] = []
    for (let ahead = 2; !isSymbol(this.#peek(ahead), ')'); ahead++) {
      const token = this.#peek(ahead)
      if (!token) return []
      if (isName(token)) names.push(nameOf(token))
    }
    return names
  }

  #noteTopLevel(token: Token): void {
    this.#words.add(token.value)
    if (token.value === 'LIMIT') this.#limit = { from: this.#at, to: this.#tokens.length }
  }

  #beginScope(frame: Frame): true {
    this.#endClause(frame, this.#at)
    frame.scope = emptyScope(this.#frames.length === 1, this.#parent())
    frame.clause = 'list'
    this.#scopes.push(frame.scope)
    return true
  }

  /** A subquery in FROM sees nothing of the FROM that it stands in. */
  #parent(): Scope | null {
    const below = this.#frames.findLastIndex(
      ({ scope }, index) => scope !== null && this.#frames[index + 1]?.inSource === false,
    )
    return this.#frames[below]?.scope ?? null
  }

  #beginValues(frame: Frame): true {
    this.#endClause(frame, this.#at)
    frame.scope = null
    frame.clause = 'tail'
    return true
  }

  #beginFrom(frame: Frame): boolean {
    const before = this.#tokens[this.#at - 1]
    const isOperator = isWord(before, 'DISTINCT') && isWord(this.#tokens[this.#at - 2], 'IS', 'NOT')
    if (frame.clause !== 'list' || isOperator) return false
    frame.clause = 'source'
    frame.joins = frame.scope && new JoinReader(frame.scope)
    return true
  }

  #endClause(frame: Frame, at: number): void {
    frame.joins?.endOn(at)
    const scope = frame.scope
    if (frame.clause === 'where' && scope?.where) scope.where = { from: scope.where.from, to: at }
  }

  #openParenthesis(): void {
    const frame = this.#frame
    const inSource = frame.clause === 'source'
    const next = this.#peek(1)
    const isQuery = isWord(next, 'SELECT', 'VALUES', 'WITH')
    if (inSource && isQuery) frame.scope!.otherSources++
    const goesOn = inSource && !isQuery
    const scope = goesOn ? frame.scope : null
    const joins = scope && new JoinReader(scope)
    this.#frames.push({ scope, clause: goesOn ? 'source' : 'tail', joins, inSource })
    this.#at++
  }

  #closeParenthesis(): void {
    if (this.#frames.length > 1) {
      const closed = this.#frames.pop()!
      this.#endClause(closed, this.#at)
      if (closed.inSource) {
        this.#frame.clause = 'joined'
        this.#at++
        this.#alias()
        return
      }
    }
    this.#at++
  }

  #source(): void {
    const from = this.#at
    const path = this.#path()
    const frame = this.#frame
    frame.clause = 'joined'
    if (isSymbol(this.#peek(), '(')) {
      frame.scope!.otherSources++
      return
    }
    const range = { from, to: this.#at }
    this.#addRef({ path, range, alias: this.#alias(), isOperand: false, scope: frame.scope! })
  }

  #addRef(ref: TableRef): void {
    ref.scope.refs.push(ref)
    this.#refs.push(ref)
  }

  #path(): string[] {
    const path = [nameOf(this.#peek()!)]
    this.#at++
    while (isSymbol(this.#peek(), '.') && isName(this.#peek(1))) {
      path.push(nameOf(this.#peek(1)!))
      this.#at += 2
    }
    return path
  }

  /** `AS name` or a bare name after a source. */
  #alias(): string | null {
    const hasAs = isWord(this.#peek(), 'AS')
    const token = this.#peek(hasAs ? 1 : 0)
    if (!token || !isName(token)) return null
    const isClause =
      token.kind === 'word' &&
      (CLAUSE_ENDS.has(token.value) || JOIN_WORDS.has(token.value) || token.value === 'WHERE')
    if (!hasAs && isClause) return null
    this.#at += hasAs ? 2 : 1
    return nameOf(token)
  }

  #other(token: Token): void {
    if (isWord(token, 'WITH')) this.#noteCte(isWord(this.#peek(1), 'RECURSIVE') ? 2 : 1)
    else if (isSymbol(token, ',') && this.#frame.scope === null) this.#noteCte(1)
    else if (isWord(token, 'IN') && isName(this.#peek(1)) && !isWord(this.#peek(1), 'SELECT')) {
      this.#operand()
      return
    }
    this.#at++
  }

  /** `name AS (` or `name (columns) AS (` after WITH or a comma: a common table expression. */
  #noteCte(ahead: number): void {
    const name = this.#peek(ahead)
    if (!name || !isName(name)) return
    let next = ahead + 1
    if (isSymbol(this.#peek(next), '(')) {
      while (this.#peek(next) && !isSymbol(this.#peek(next), ')')) next++
      next++
    }
    if (isWord(this.#peek(next), 'AS')) this.#cteNames.add(nameOf(name).toLowerCase())
  }

  #operand(): void {
    this.#at++
    const from = this.#at
    const path = this.#path()
    if (isSymbol(this.#peek(), '(')) return
    // Its rows are not restricted by the WHERE that it stands in: it gets a scope of its own, without one.
    const scope = emptyScope(false, null)
    this.#scopes.push(scope)
    this.#addRef({ path, range: { from, to: this.#at }, alias: null, isOperand: true, scope })
  }
}
