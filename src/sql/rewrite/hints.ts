import { type Edit, remove } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'

const TABLE_HINTS = [
  ...[
    'NOLOCK',
    'NOWAIT',
    'READUNCOMMITTED',
    'READCOMMITTED',
    'READCOMMITTEDLOCK',
    'READPAST',
    'REPEATABLEREAD',
  ],
  ...[
    'SERIALIZABLE',
    'SNAPSHOT',
    'HOLDLOCK',
    'ROWLOCK',
    'PAGLOCK',
    'TABLOCK',
    'TABLOCKX',
    'UPDLOCK',
    'XLOCK',
  ],
  ...['NOEXPAND', 'FORCESEEK', 'FORCESCAN', 'INDEX', 'KEEPIDENTITY'],
]

/**
 * What other servers are told about locks and indexes: `WITH (NOLOCK)`, `FOR UPDATE`, `LOCK IN SHARE MODE`, `USE INDEX (a)`,
 * `OPTION (RECOMPILE)`. Nothing is locked by reading mail, so it says nothing.
 */
export function dropHints(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  for (let i = 0; i < tokens.length; i++) {
    const end = hintEnd(tokens, i)
    if (end === null) continue
    edits.push(remove(tokens[i]!, tokens[end - 1]))
    i = end - 1
  }
  return edits
}

/** One behind the hint that begins at `at`; null when none does. */
function hintEnd(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at]!
  // The old form without WITH is told from a call by the one word that no column is called by.
  const isOldForm = isSymbol(token, '(') && isWord(tokens[at + 1], 'NOLOCK') && isSymbol(tokens[at + 2], ')')
  if (isOldForm) return isNamed(tokens[at - 1]) ? at + 3 : null
  if (token.kind !== 'word' || at === 0) return null
  const second = tokens[at + 1]
  switch (token.value) {
    case 'WITH':
      return isSymbol(second, '(') ? tableHintEnd(tokens, at + 1) : null
    case 'FOR':
      return isWord(second, 'UPDATE', 'SHARE', 'READ') ? lockEnd(tokens, at) : null
    case 'LOCK':
      return isWord(second, 'IN') && isWord(tokens[at + 3], 'MODE') ? at + 4 : null
    case 'USE':
    case 'FORCE':
    case 'IGNORE':
      return isWord(second, 'INDEX', 'KEY') && closing(tokens, at + 2) > 0
        ? closing(tokens, at + 2) + 1
        : null
    case 'OPTION':
      return closing(tokens, at + 1) === tokens.length - 1 ? tokens.length : null
    default:
      return null
  }
}

function isNamed(token: Token | undefined): boolean {
  return token?.kind === 'name' || token?.kind === 'word'
}

/** `(NOLOCK, INDEX(a))`: every item of the parenthesis begins with the word of a hint. */
function tableHintEnd(tokens: readonly Token[], open: number): number | null {
  const close = closing(tokens, open)
  for (let i = open; i < close; i++) {
    if (i === open || isSymbol(tokens[i], ',')) {
      if (!isWord(tokens[i + 1], ...TABLE_HINTS)) return null
      if (isSymbol(tokens[i + 2], '(')) i = closing(tokens, i + 2) - 1
    }
  }
  return close < 0 ? null : close + 1
}

/** `FOR UPDATE OF a, b NOWAIT`, `FOR SHARE SKIP LOCKED`, `FOR READ ONLY`: at the end of a SELECT. */
function lockEnd(tokens: readonly Token[], at: number): number | null {
  if (isWord(tokens[at + 1], 'READ')) return isWord(tokens[at + 2], 'ONLY') ? at + 3 : null
  let end = at + 2
  while (end < tokens.length && !isSymbol(tokens[end], ')')) end++
  return end
}
