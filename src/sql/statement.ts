import { GmailSqlError } from '../util/errors.ts'
import { checkComplexity } from './complexity.ts'
import { escapedEnd, isSymbol, isWord, skipBlank, type Token, tokenize } from './lexer.ts'
import { positionAt } from './position.ts'

export type StatementKind = 'select' | 'explain' | 'show' | 'write' | 'call' | 'other'

/** One statement: its text, its tokens without the closing semicolon, and what kind it is. */
export interface Statement {
  readonly text: string
  readonly tokens: readonly Token[]
  /** As its user wrote it, where the text is another. */
  readonly typed?: string
  readonly kind: StatementKind
  /** First word in capitals. */
  readonly command: string
}

export interface StatementPiece {
  readonly text: string
  /** Line of its first token in the script, from 1. */
  readonly line: number
  /** Of its first token, from 1, in UTF-16 code units. */
  readonly column: number
}

const MAX_TEXT_LENGTH = 10_000_000

/** @throws SYNTAX when the text holds no statement or more than one. */
export function readStatement(text: string): Statement {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new GmailSqlError(
      'TOO_COMPLEX',
      `the statement is ${text.length} characters long; 10,000,000 are read`,
      { hint: 'Values belong into parameters: x IN (SELECT value FROM json_each(?)).' },
    )
  }
  if (text.includes('\0')) {
    throw new GmailSqlError('SYNTAX', 'the statement contains a NUL character', {
      position: positionAt(text, text.indexOf('\0')),
      hint: 'Bytes are bound as a parameter.',
    })
  }
  if (!text.isWellFormed()) {
    throw new GmailSqlError('SYNTAX', 'the statement contains half of a character (a lone surrogate)', {
      position: positionAt(text, text.search(/\p{Surrogate}/u)),
      hint: 'The text was cut in the middle of a character.',
    })
  }
  const tokens = tokenize(text)
  checkComplexity(tokens)
  const from = tokens.findIndex(token => !isSymbol(token, ';'))
  const semicolon = tokens.findIndex((token, index) => index > from && isSymbol(token, ';'))
  const own = from < 0 ? [] : tokens.slice(from, semicolon < 0 ? tokens.length : semicolon)
  const next = tokens.slice(from + own.length).find(token => !isSymbol(token, ';'))
  if (next && own.length > 0) {
    throw new GmailSqlError('SYNTAX', 'more than one statement in one call', {
      position: positionAt(text, next.start),
      hint: 'Send the statements one by one, or all of them to db.script() or the shell.',
    })
  }
  const first = own[0]
  if (!first) {
    throw new GmailSqlError('SYNTAX', 'the text holds no statement', {
      hint: 'A statement begins with a word such as SELECT, SHOW or EXEC.',
    })
  }
  return { text, tokens: own, kind: kindOf(own), command: first.value }
}

function kindOf(tokens: readonly Token[]): StatementKind {
  const first = tokens[0]
  if (isWord(first, 'SELECT', 'VALUES') || isSymbol(first, '(')) return 'select'
  if (isWord(first, 'WITH')) return startsWrite(tokens) ? 'write' : 'select'
  if (isWord(first, 'EXPLAIN')) return 'explain'
  if (isWord(first, 'SHOW')) return 'show'
  if (isWord(first, 'DESCRIBE', 'DESC'))
    return isWord(tokens[1], 'SELECT', 'WITH', 'VALUES') ? 'explain' : 'show'
  if (isWord(first, 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'UPSERT', 'MERGE')) return 'write'
  if (isWord(first, 'EXEC', 'EXECUTE', 'CALL') || isSymbol(first, '{')) return 'call'
  return 'other'
}

/** WITH … followed at the same depth by INSERT, UPDATE or DELETE. */
function startsWrite(tokens: readonly Token[]): boolean {
  let depth = 0
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth++
    else if (isSymbol(token, ')')) depth--
    else if (depth === 0 && isWord(token, 'SELECT', 'VALUES')) return false
    else if (depth === 0 && isWord(token, 'INSERT', 'UPDATE', 'DELETE', 'REPLACE')) return true
  }
  return false
}

/**
 * The statements of a script, each without its semicolon, and what follows the last semicolon. A tail that ends inside
 * a quote or comment is an unfinished tail, not an error: a shell asks for more lines.
 */
export function splitStatements(text: string): { statements: StatementPiece[]; rest: string } {
  const statements: StatementPiece[] = []
  let from = 0
  for (;;) {
    const tail = text.slice(from)
    const cut = firstSemicolon(tail)
    if (!cut) return { statements, rest: tail.trim() === '' ? '' : tail }
    if (cut.firstToken !== undefined) {
      statements.push({
        text: tail.slice(cut.firstToken, cut.semicolon),
        ...positionAt(text, from + cut.firstToken),
      })
    }
    from += cut.semicolon + 1
  }
}

function firstSemicolon(text: string): { semicolon: number; firstToken: number | undefined } | undefined {
  const cut = scanToSemicolon(text)
  if (cut < 0) return undefined
  const first = firstBehindBlanks(text)
  return { semicolon: cut, firstToken: first < cut ? first : undefined }
}

/** What is wrong behind it is told by running the statement. */
function firstBehindBlanks(text: string): number {
  let at = 0
  for (let next = skipBlank(text, at); next > at; next = skipBlank(text, at)) at = next
  return at
}

const OPENERS: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' }

function scanToSemicolon(text: string): number {
  let at = 0
  while (at < text.length) {
    if (text[at] === ';') return at
    const end = endOfPiece(text, at)
    if (end <= at) return -1
    at = end
  }
  return -1
}

/** The end of `[My table]#TEMP` or `[My table]#CACHE`, which is no comment. */
function isNameSuffix(text: string, at: number): boolean {
  return (
    /[\]"`]/.test(text[at - 1] ?? '') &&
    /^#(?:TEMP|CACHE)(?![\p{L}\p{M}\p{N}_$#])/iu.test(text.slice(at, at + 8))
  )
}

/** One behind the quoted name, string or comment that begins at `at`, or behind one character; 0 when it is never closed. */
function endOfPiece(text: string, at: number): number {
  const char = text[at]!
  if (char === "'" && /(?<![\p{L}\p{N}_$#])[eE]$/u.test(text.slice(Math.max(0, at - 3), at))) {
    return escapedEnd(text, at + 1)
  }
  const close = OPENERS[char]
  if (close) return text.indexOf(close, at + 1) + 1
  const isHash =
    char === '#' && !isNameSuffix(text, at) && !/[\p{L}\p{N}_$#]$/u.test(text.slice(Math.max(0, at - 2), at))
  if (isHash || text.startsWith('--', at)) return text.indexOf('\n', at) + 1
  if (text.startsWith('/*', at)) return endBehind(text, '*/', at + 2)
  return text.startsWith('$$', at) ? endBehind(text, '$$', at + 2) : at + 1
}

function endBehind(text: string, close: string, from: number): number {
  const at = text.indexOf(close, from)
  return at < 0 ? 0 : at + close.length
}
