import { GmailSqlError } from '../util/errors.ts'
import { positionAt } from './position.ts'

/**
 * word: bare identifier or keyword · name: quoted identifier in any of the three spellings · string: '…' literal ·
 * blob: x'…' · number · parameter: ? ?1 $1 :a @a · symbol: operator or punctuation.
 */
export type TokenKind = 'word' | 'name' | 'string' | 'blob' | 'number' | 'parameter' | 'symbol'

export interface Token {
  readonly kind: TokenKind
  /** As typed. */
  readonly text: string
  /** word: in capitals · name, string: unquoted · else as typed. */
  readonly value: string
  /** Offsets in the text, end exclusive, UTF-16 code units. */
  readonly start: number
  readonly end: number
}

const SPACE = /[\s\ufeff]+/y
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$#]*/uy
/** `[My table]#TEMP`, `[My table]#CACHE`: elsewhere a `#` behind a quoted name begins a comment. */
const NAME_SUFFIX = /#(?:TEMP|CACHE)(?![\p{L}\p{M}\p{N}_$#])/iuy
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
/** The name of an input may have a number: `@Attachment#2 = …`. */
const PARAMETER = /\?\d*|[:@$][\p{L}_\d][\p{L}\p{N}_]*(?:#\d{0,4}(?=\s*=))?/uy
const SYMBOL = /->>|->|\|\||<<|>>|<=|>=|<>|!=|==|::|[-+*/%&|~<>=(),.;{}!^]/y

/** About 100 bytes each, several times over. */
const MAX_TOKENS = 1_000_000

/**
 * Tokens of SQL text, comments and white space left out. All identifier spellings are read: `"x"`, `[x]` with `]]`
 * for `]`, and backticks.
 * @throws SYNTAX with line and column for an unclosed quote or comment, or a character that SQL has no use for; TOO_COMPLEX
 * for more than a million tokens.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const skipped = skipBlank(text, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const token = readToken(text, at)
    if (tokens.push(token) > MAX_TOKENS) throw tooManyTokens()
    at = token.end
  }
  return tokens
}

function tooManyTokens(): GmailSqlError {
  return new GmailSqlError('TOO_COMPLEX', 'the statement has more than 1,000,000 words and signs', {
    hint: 'Values belong into parameters: x IN (SELECT value FROM json_each(?)).',
  })
}

/** Signs that begin no other symbol. */
const SINGLE = new Set([',', '(', ')', ';'])

/** Whether neither a blank nor a comment can begin with it: what nearly every token of a long list begins with. */
function beginsToken(code: number): boolean {
  return code >= 0x27 && code < 0x80 && code !== 0x2d && code !== 0x2f
}

/** Behind the white space or the comment that begins at `at`; `at` where neither does. */
export function skipBlank(text: string, at: number): number {
  if (beginsToken(text.charCodeAt(at))) return at
  const space = match(SPACE, text, at)
  if (space) return at + space.length
  if (text.startsWith('--', at) || text[at] === '#') {
    const end = text.indexOf('\n', at)
    return end < 0 ? text.length : end + 1
  }
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2)
    if (end < 0) throw unclosed(text, at, 'comment', 'end it with */')
    return end + 2
  }
  return at
}

/** The token that begins at `at`, where no blank is. */
export function readToken(text: string, at: number): Token {
  const char = text[at]!
  if (SINGLE.has(char)) return token('symbol', at, char)
  if (char >= '0' && char <= '9') return token('number', at, match(NUMBER, text, at)!)
  if (char === "'") return quoted(text, at, 'string', "'")
  if (char === '"') return quoted(text, at, 'name', '"')
  if (char === '`') return quoted(text, at, 'name', '`')
  if (char === '[') return quoted(text, at, 'name', ']')
  if (/[xX]/.test(char) && text[at + 1] === "'") return blob(text, at)
  if (/[nN]/.test(char) && text[at + 1] === "'") {
    const string = quoted(text, at + 1, 'string', "'")
    return { ...string, text: text.slice(at, string.end), start: at }
  }
  if (/[eE]/.test(char) && text[at + 1] === "'") return escaped(text, at)
  if (text.startsWith('$$', at)) return dollarQuoted(text, at)
  const word = match(WORD, text, at)
  if (word) return token('word', at, word, word.toUpperCase())
  const number = match(NUMBER, text, at)
  if (number) return token('number', at, number)
  if (!text.startsWith('::', at)) {
    const parameter = match(PARAMETER, text, at)
    if (parameter) return token('parameter', at, parameter)
  }
  if (text.startsWith('@@', at)) throw serverVariable(text, at)
  const symbol = match(SYMBOL, text, at)
  if (symbol) return token('symbol', at, symbol)
  throw new GmailSqlError('SYNTAX', `unexpected character ${JSON.stringify(char)}`, {
    position: positionAt(text, at),
    hint:
      char === '\\'
        ? "A backslash escapes nothing in '…': write 'It''s' or E'It\\'s'."
        : 'Names with special characters are written in "quotes" or [brackets].',
  })
}

function serverVariable(text: string, at: number): GmailSqlError {
  const name = match(WORD, text, at + 2) ?? ''
  return new GmailSqlError('NOT_SUPPORTED', `the variable @@${name} of a server cannot be read`, {
    position: positionAt(text, at),
    hint: 'SCOPE_IDENTITY() is the last key, rowCount of a result the number of its rows, sys_information tells the version.',
  })
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function token(kind: TokenKind, start: number, text: string, value = text): Token {
  return { kind, text, value, start, end: start + text.length }
}

/** A quoted run that ends with `close`; doubled, it stands for itself. */
function quoted(text: string, start: number, kind: 'string' | 'name', close: string): Token {
  let at = start + 1
  for (;;) {
    const end = text.indexOf(close, at)
    if (end < 0) {
      const what = kind === 'string' ? 'string' : 'quoted name'
      throw unclosed(text, start, what, `end it with ${close}${close === "'" ? insideHint(text, start) : ''}`)
    }
    if (text[end + 1] !== close) {
      const inner = text.slice(start + 1, end).replaceAll(close + close, close)
      const suffix = kind === 'name' ? (match(NAME_SUFFIX, text, end + 1) ?? '') : ''
      const after = end + 1 + suffix.length
      return { kind, text: text.slice(start, after), value: inner + suffix, start, end: after }
    }
    at = end + 2
  }
}

/** Where a text was meant to go on behind `\\'`, its rest is read as the beginning of another. */
function insideHint(text: string, start: number): string {
  const isEscaped = text.slice(0, start).includes("\\'")
  return isEscaped
    ? "; a backslash escapes nothing in '…': write 'It''s' or E'It\\'s'"
    : "; a ' inside is written ''"
}

function blob(text: string, start: number): Token {
  const string = quoted(text, start + 1, 'string', "'")
  const raw = text.slice(start, string.end)
  return { kind: 'blob', text: raw, value: string.value, start, end: string.end }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** PostgreSQL's `E'it\'s'`: a backslash escapes, and a doubled quote stands for itself. */
function escaped(text: string, start: number): Token {
  const end = escapedEnd(text, start + 2)
  if (end < 0) throw unclosed(text, start, 'string', "end it with '")
  const value = text
    .slice(start + 2, end - 1)
    .replace(/\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{1,2})|\\(.)|''/gs, (_, wide, byte, char) => {
      if (wide ?? byte) return String.fromCharCode(Number.parseInt(wide ?? byte, 16))
      return char === undefined ? "'" : (ESCAPES[char] ?? char)
    })
  if (value.includes('\0') || !value.isWellFormed()) {
    throw new GmailSqlError('SYNTAX', 'the string holds a character that no text has', {
      position: positionAt(text, start),
      hint: 'NUL and single surrogates cannot be written.',
    })
  }
  return token('string', start, text.slice(start, end), value)
}

/** One behind the quote that ends a string in which a backslash escapes; -1 when nothing ends it. */
export function escapedEnd(text: string, from: number): number {
  const special = /['\\]/g
  for (special.lastIndex = from; special.test(text); ) {
    const isPair = text[special.lastIndex - 1] === '\\' || text[special.lastIndex] === "'"
    if (!isPair) return special.lastIndex
    special.lastIndex++
  }
  return -1
}

/** PostgreSQL's `$$it's$$`. */
function dollarQuoted(text: string, start: number): Token {
  const end = text.indexOf('$$', start + 2)
  if (end < 0) throw unclosed(text, start, 'string', 'end it with $$')
  return token('string', start, text.slice(start, end + 2), text.slice(start + 2, end))
}

function unclosed(text: string, at: number, what: string, hint: string): GmailSqlError {
  return new GmailSqlError('SYNTAX', `unterminated ${what}`, {
    position: positionAt(text, at),
    hint: `It starts here: ${hint}.`,
  })
}

/** A bare word or a quoted identifier; keywords are words too. */
export function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'name'
}

/** The name that a word or a quoted identifier is, as typed. */
export function nameOf(token: Token): string {
  return token.kind === 'word' ? token.text : token.value
}

/** `name` as a quoted identifier that SQLite and this lexer read back as the same name. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Tokens as a text of their own, without what stood between them. */
export function spell(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ')
}

export function isWord(token: Token | undefined, ...words: string[]): boolean {
  return token?.kind === 'word' && words.includes(token.value)
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.value === symbol
}
