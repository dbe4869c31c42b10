import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'
import { argumentsOf, closing, endsOperand, startsOperand } from './operands.ts'
import { positionAt } from './position.ts'
import type { Statement } from './statement.ts'

interface Refusal {
  /** As it is called in the message. */
  readonly name: string
  readonly hint: string
  /** Words, or a sign, at one of which it stands: that is pointed to. */
  readonly at: readonly string[]
  /** Whether it is that, and not a name that is spelled like it. */
  readonly stands: (tokens: readonly Token[], at: number) => boolean
}

/** These words, one behind the other, and then a parenthesis if `(` is the last. */
function words(...spelled: string[]): Refusal['stands'] {
  return (tokens, at) =>
    spelled.every((word, index) =>
      word === '(' ? isSymbol(tokens[at + index], '(') : isWord(tokens[at + index], word),
    )
}

const COMPARISONS = ['=', '<>', '!=', '<', '<=', '>', '>=', '==']

function behindComparison(...spelled: string[]): Refusal['stands'] {
  return (tokens, at) =>
    isWord(tokens[at], ...spelled) &&
    isSymbol(tokens[at + 1], '(') &&
    (isWord(tokens[at - 1], 'LIKE', 'ILIKE') || COMPARISONS.some(symbol => isSymbol(tokens[at - 1], symbol)))
}

/** Spellings of other servers that have no translation: each with what to write instead. */
const REFUSALS: readonly Refusal[] = [
  {
    name: 'LATERAL',
    at: ['LATERAL'],
    hint: 'Write a correlated subquery in the select list, or a window function such as ROW_NUMBER().',
    stands: (tokens, at) =>
      isWord(tokens[at], 'LATERAL') &&
      (isSymbol(tokens[at - 1], ',') || isWord(tokens[at - 1], 'JOIN')) &&
      (isSymbol(tokens[at + 1], '(') || isSymbol(tokens[at + 2], '(')),
  },
  {
    name: 'CROSS APPLY',
    at: ['CROSS'],
    hint: 'json_each(Labels) in FROM sees the columns of the tables before it; else write a JOIN with a window function.',
    stands: words('CROSS', 'APPLY'),
  },
  {
    name: 'OUTER APPLY',
    at: ['OUTER'],
    hint: 'Write a LEFT JOIN with a window function, or a correlated subquery.',
    stands: words('OUTER', 'APPLY'),
  },
  {
    name: 'DISTINCT ON',
    at: ['DISTINCT'],
    hint: 'Write ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) in a subquery and keep the rows with 1.',
    stands: words('DISTINCT', 'ON', '('),
  },
  {
    name: 'TOP … PERCENT',
    at: ['PERCENT'],
    hint: 'Write LIMIT (SELECT COUNT(*) * n / 100 FROM …).',
    stands: (tokens, at) => isWord(tokens[at], 'PERCENT') && isBehindAmount(tokens, at),
  },
  {
    name: 'WITH TIES',
    at: ['WITH'],
    hint: 'Write RANK() OVER (ORDER BY …) in a subquery and keep the rows up to n.',
    stands: words('WITH', 'TIES'),
  },
  {
    name: 'a comparison with ANY',
    at: ['ANY', 'SOME'],
    hint: 'Write x IN (SELECT …) for = ANY, EXISTS (SELECT … WHERE …), or one LIKE for each pattern with OR.',
    stands: behindComparison('ANY', 'SOME'),
  },
  {
    name: 'a comparison with ALL',
    at: ['ALL'],
    hint: 'Write x NOT IN (SELECT …) for <> ALL, x > (SELECT MAX(…) …) for > ALL, or NOT EXISTS (…).',
    stands: behindComparison('ALL'),
  },
  {
    name: 'XMLTABLE',
    at: ['XMLTABLE'],
    hint: 'Messages hold no XML that could be a table; json_each and json_extract read JSON.',
    stands: words('XMLTABLE', '('),
  },
  {
    name: 'XML_EXTRACT',
    at: ['XML_EXTRACT'],
    hint: "REGEXP_SUBSTR(text, '<a>[^<]*') takes a part out of a text; json_extract reads JSON.",
    stands: isCall,
  },
  {
    name: 'PIVOT',
    at: ['PIVOT'],
    hint: 'Write SUM(…) FILTER (WHERE …) once for each column, with GROUP BY.',
    stands: words('PIVOT', '('),
  },
  {
    name: 'UNPIVOT',
    at: ['UNPIVOT'],
    hint: 'Write a SELECT for each column, joined by UNION ALL.',
    stands: words('UNPIVOT', '('),
  },
  {
    name: 'FOR JSON or FOR XML',
    at: ['FOR'],
    hint: "STRING_AGG(x, ',') joins texts, json_group_array(json_object(…)) makes JSON; gmailsql --format json prints it.",
    stands: (tokens, at) =>
      isWord(tokens[at], 'FOR') && isWord(tokens[at + 1], 'JSON', 'XML', 'BROWSE') && at > 0,
  },
  {
    name: 'ROLLUP',
    at: ['ROLLUP', 'CUBE', 'GROUPING', 'WITH'],
    hint: 'Write a SELECT for each level of grouping, joined by UNION ALL.',
    stands: (tokens, at) =>
      words('ROLLUP', '(')(tokens, at) ||
      words('CUBE', '(')(tokens, at) ||
      words('GROUPING', 'SETS')(tokens, at) ||
      (isWord(tokens[at], 'WITH') && isWord(tokens[at + 1], 'ROLLUP', 'CUBE')),
  },
  {
    name: 'COUNT(DISTINCT a, b)',
    at: ['COUNT'],
    hint: 'Write SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM …).',
    stands: (tokens, at) =>
      words('COUNT', '(')(tokens, at) &&
      isWord(tokens[at + 2], 'DISTINCT') &&
      argumentsOf(tokens, at + 1).length > 1,
  },
  {
    name: 'SIMILAR TO',
    at: ['SIMILAR'],
    hint: 'Write REGEXP with a regular expression, or LIKE.',
    stands: (tokens, at) =>
      isWord(tokens[at], 'SIMILAR') && isWord(tokens[at + 1], 'TO') && at > 0 && isBehindOperand(tokens, at),
  },
  {
    name: 'XOR',
    at: ['XOR'],
    hint: 'Write (a) <> (b) of two conditions.',
    stands: (tokens, at) =>
      isWord(tokens[at], 'XOR') && endsOperand(tokens[at - 1]) && !isSymbol(tokens[at + 1], ','),
  },
  {
    name: 'INTERSECT ALL or EXCEPT ALL',
    at: ['INTERSECT', 'EXCEPT'],
    hint: 'INTERSECT and EXCEPT give each row once.',
    stands: (tokens, at) => isWord(tokens[at], 'INTERSECT', 'EXCEPT') && isWord(tokens[at + 1], 'ALL'),
  },
  {
    name: 'CONNECT BY',
    at: ['CONNECT'],
    hint: 'Write WITH RECURSIVE.',
    stands: words('CONNECT', 'BY'),
  },
  {
    name: 'QUALIFY',
    at: ['QUALIFY'],
    hint: 'Select the window function in a subquery and keep the rows with WHERE.',
    stands: (tokens, at) => endsOperand(tokens[at - 1]) && closing(tokens, at + 2) > 0,
  },
  {
    name: 'MINUS',
    at: ['MINUS'],
    hint: 'Write EXCEPT.',
    stands: (tokens, at) => isWord(tokens[at + 1], 'SELECT') || isSymbol(tokens[at + 1], '('),
  },
  {
    name: 'BETWEEN SYMMETRIC',
    at: ['SYMMETRIC'],
    hint: 'Write the smaller bound first, or MIN(a, b) AND MAX(a, b).',
    stands: (tokens, at) => isWord(tokens[at - 1], 'BETWEEN') && startsOperand(tokens[at + 1]),
  },
  {
    name: 'the outer join (+)',
    at: ['+'],
    hint: 'Write LEFT JOIN … ON.',
    stands: (tokens, at) => isSymbol(tokens[at - 1], '(') && isSymbol(tokens[at + 1], ')'),
  },
  {
    name: 'the operator ~',
    at: ['~'],
    hint: 'Write REGEXP.',
    stands: (tokens, at) => endsOperand(tokens[at - 1]),
  },
  {
    name: 'MATCH_RECOGNIZE',
    at: ['MATCH_RECOGNIZE'],
    hint: 'Write window functions such as LAG and LEAD.',
    stands: words('MATCH_RECOGNIZE', '('),
  },
  {
    name: 'TABLESAMPLE',
    at: ['TABLESAMPLE'],
    hint: 'Write ORDER BY random() LIMIT n.',
    stands: (tokens, at) => isWord(tokens[at], 'TABLESAMPLE') && isSymbol(tokens[at + 2], '('),
  },
  {
    name: 'AT TIME ZONE',
    at: ['AT'],
    hint: 'Columns are UTC; the connection property TimeZone says what the date functions count in.',
    stands: words('AT', 'TIME', 'ZONE'),
  },
  {
    name: 'ARRAY[…]',
    at: ['ARRAY'],
    hint: 'Lists are JSON: json_array(…), json_each(…).',
    stands: (tokens, at) =>
      isWord(tokens[at], 'ARRAY') &&
      tokens[at + 1]?.start === tokens[at]!.end &&
      tokens[at + 1]!.text.startsWith('['),
  },
  {
    name: 'the operator ^',
    at: ['^'],
    hint: 'Write POWER(a, b); there is no exclusive or.',
    stands: (tokens, at) => endsOperand(tokens[at - 1]),
  },
  {
    name: 'the aggregate FIRST or LAST',
    at: ['FIRST', 'LAST'],
    hint: 'Write FIRST_VALUE(a) OVER (ORDER BY …), or MIN or MAX: rows of a group have no order.',
    stands: isCall,
  },
  {
    name: 'LAST_INSERT_ROWID, CHANGES or TOTAL_CHANGES',
    at: ['LAST_INSERT_ROWID', 'CHANGES', 'TOTAL_CHANGES'],
    hint: 'SQLite would tell of its own tables, not of mail. SCOPE_IDENTITY() is the key of the last message inserted.',
    stands: isCall,
  },
  {
    name: 'the operator !',
    at: ['!'],
    hint: 'Write NOT.',
    stands: (tokens, at) => !endsOperand(tokens[at - 1]),
  },
]

const BY_WORD = new Map<string, Refusal[]>()
for (const refusal of REFUSALS) {
  for (const word of refusal.at) BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), refusal])
}

/** @throws NOT_SUPPORTED with the place, and a hint what to write instead. */
export function refuseUntranslatable({ tokens, text }: Statement): void {
  tokens.forEach((token, at) => {
    if (token.kind !== 'word' && token.kind !== 'symbol') return
    const refusal = BY_WORD.get(token.value)?.find(({ stands }) => stands(tokens, at))
    if (!refusal) return
    throw new GmailSqlError('NOT_SUPPORTED', `${refusal.name} cannot be run`, {
      position: positionAt(text, token.start),
      hint: refusal.hint,
    })
  })
}

function isBehindOperand(tokens: readonly Token[], at: number): boolean {
  return endsOperand(tokens[isWord(tokens[at - 1], 'NOT') ? at - 2 : at - 1])
}

/** A call, and not a table with its columns: `WITH first(a) AS`, `(VALUES …) AS last(a)`. */
function isCall(tokens: readonly Token[], at: number): boolean {
  const close = closing(tokens, at + 1)
  return close > 0 && !isWord(tokens[close + 1], 'AS') && !isWord(tokens[at - 1], 'AS', 'FETCH')
}

/** `TOP 10 PERCENT`, `TOP (10) PERCENT`, `FETCH FIRST 10 PERCENT`. */
function isBehindAmount(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  const isAmount = before?.kind === 'number' || before?.kind === 'parameter' || isSymbol(before, ')')
  const from = Math.max(0, at - 5)
  return isAmount && tokens.slice(from, at).some(token => isWord(token, 'TOP', 'FETCH'))
}
