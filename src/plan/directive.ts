import { andTerms } from '../sql/and-terms.ts'
import { isName, isSymbol, isWord, nameOf, type Token } from '../sql/lexer.ts'
import type { Scope, TableRef } from '../sql/shape.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { ConstantOf } from './mask.ts'

const DIRECTIVE = 'INCLUDESPAMTRASH'

interface Directive {
  readonly scope: Scope
  /** In lower case; null when it is named without one. */
  readonly qualifier: string | null
  readonly value: boolean
}

/**
 * Which of the references to Messages read Spam and Trash too: those whose WHERE has `IncludeSpamTrash = 1` as a term of
 * its top-level AND. It is read from the tokens, because whether it is obeyed must not depend on what else a clause holds.
 * @throws SYNTAX when it stands anywhere else.
 */
export function refsWithSpamTrash(
  tokens: readonly Token[],
  scopes: readonly Scope[],
  messages: readonly TableRef[],
  constantOf: ConstantOf,
): ReadonlySet<TableRef> {
  if (messages.length === 0) return new Set()
  const found = scopes.flatMap(scope => directivesOf(tokens, scope, constantOf))
  const owners = found.map(directive => messages.filter(ref => belongs(directive, ref)))
  const refs = owners.flat()
  const isEachOurs = owners.every(({ length }) => length === 1) && new Set(refs).size === refs.length
  if (found.length !== tokens.filter(isDirectiveName).length || !isEachOurs) throw misplaced()
  return new Set(refs.filter((_, index) => found[index]!.value))
}

function misplaced(): GmailSqlError {
  return new GmailSqlError('SYNTAX', 'IncludeSpamTrash is a directive, not a column', {
    hint: 'Write WHERE … AND IncludeSpamTrash = 1 (or = 0), once, not under OR or NOT.',
  })
}

function belongs({ scope, qualifier }: Directive, ref: TableRef): boolean {
  const shownAs = (ref.alias ?? ref.path.at(-1)!).toLowerCase()
  return ref.scope === scope && (qualifier === null || qualifier === shownAs)
}

function isDirectiveName(token: Token | undefined): boolean {
  return isName(token) && token.value.toUpperCase() === DIRECTIVE
}

function directivesOf(tokens: readonly Token[], scope: Scope, constantOf: ConstantOf): Directive[] {
  if (!scope.where) return []
  return andTerms(tokens, scope.where).flatMap(({ from, to }) => {
    const directive = readDirective(tokens.slice(from, to), constantOf)
    return directive ? [{ scope, ...directive }] : []
  })
}

/** `[t.]IncludeSpamTrash = 1`, either way round. */
function readDirective(term: readonly Token[], constantOf: ConstantOf): Omit<Directive, 'scope'> | null {
  const isFlipped = isSymbol(term[1], '=') && isDirectiveName(term.at(-1))
  const [name, equals, constant] = isFlipped
    ? [term.slice(2), term[1], term[0]]
    : [term.slice(0, -2), term.at(-2), term.at(-1)]
  if (!constant || !isSymbol(equals, '=') || !isDirectiveName(name.at(-1))) return null
  const value = isWord(constant, 'TRUE') ? 1 : isWord(constant, 'FALSE') ? 0 : constantOf(constant)
  const isPath = name.every((token, index) => index % 2 === 0 || isSymbol(token, '.'))
  if (!isPath || (value !== 0 && value !== 1)) return null
  const qualifier = name.length > 1 ? name.at(-3)! : null
  return { qualifier: qualifier && nameOf(qualifier).toLowerCase(), value: value === 1 }
}
