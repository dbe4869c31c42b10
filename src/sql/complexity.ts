import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'

/** SQLite's own limits, told before anything is built from the tokens: it takes no expression that is deeper. */
const MAX_DEPTH = 1_000
const MAX_MEMBERS = 500
/** Where these stand an expression ends, and its chain of operators. */
const ENDS = [
  ...['SELECT', 'FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'ON', 'WHEN', 'THEN', 'ELSE', 'AS'],
  ...['UNION', 'INTERSECT', 'EXCEPT', 'VALUES', 'WINDOW'],
]
const PREFIXES = ['-', '+', '~']
const ARITHMETIC = ['+', '-', '*', '/', '%', '||', '&', '|', '<<', '>>', '->', '->>', '::']

/** Operators of one expression, inside one parenthesis. */
interface Chain {
  ors: number
  ands: number
  sums: number
  members: number
}

/** @throws TOO_COMPLEX when the statement is nested deeper, or its conditions are longer, than SQLite takes. */
export function checkComplexity(tokens: readonly Token[]): void {
  const chains: Chain[] = [newChain()]
  let prefixes = 0
  tokens.forEach((token, at) => {
    const isPrefix = isWord(token, 'NOT') || (token.kind === 'symbol' && PREFIXES.includes(token.value))
    prefixes = isPrefix ? prefixes + 1 : 0
    if (prefixes > MAX_DEPTH) throw tooComplex(`more than ${MAX_DEPTH} signs or NOTs before one value`)
    if (isSymbol(token, '(') || isWord(token, 'CASE')) {
      chains.push(newChain())
      if (chains.length > MAX_DEPTH) throw tooComplex(`more than ${MAX_DEPTH} levels of parentheses`)
    } else if ((isSymbol(token, ')') || isWord(token, 'END')) && chains.length > 1) chains.pop()
    else count(chains.at(-1)!, token, tokens[at - 1])
  })
}

function newChain(): Chain {
  return { ors: 0, ands: 0, sums: 0, members: 0 }
}

function count(chain: Chain, token: Token, before: Token | undefined): void {
  if (token.kind === 'word') countWord(chain, token)
  else if (isSymbol(token, ',')) Object.assign(chain, { ...newChain(), members: chain.members })
  else if (token.kind === 'symbol' && ARITHMETIC.includes(token.value) && before?.kind !== 'symbol')
    chain.sums++
  if (chain.ors > MAX_DEPTH || chain.ands > MAX_DEPTH)
    throw tooComplex(`more than ${MAX_DEPTH} conditions joined by AND or OR`)
  if (chain.sums > 5 * MAX_DEPTH) throw tooComplex('a sum or product of thousands of terms')
  if (chain.members > MAX_MEMBERS) throw tooComplex(`more than ${MAX_MEMBERS} SELECTs joined by UNION`)
}

function countWord(chain: Chain, token: Token): void {
  if (token.value === 'OR') Object.assign(chain, { ors: chain.ors + 1, ands: 0, sums: 0 })
  else if (token.value === 'AND') Object.assign(chain, { ands: chain.ands + 1, sums: 0 })
  else if (token.value === 'BETWEEN') chain.ands--
  else if (isWord(token, 'DIV', 'MOD')) chain.sums++
  else if (isWord(token, ...ENDS)) {
    const isMember = isWord(token, 'UNION', 'INTERSECT', 'EXCEPT')
    Object.assign(chain, { ...newChain(), members: chain.members + (isMember ? 1 : 0) })
  }
}

function tooComplex(what: string): GmailSqlError {
  return new GmailSqlError('TOO_COMPLEX', `the statement has ${what}`, {
    hint: 'x IN (…) takes any number of values, and so does a JOIN with json_each(?).',
  })
}
