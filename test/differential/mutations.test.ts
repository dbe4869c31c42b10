import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Comparison, MessageTableDefinition, PushdownRule, PushedTerm } from '../../src/catalog/table.ts'
import type { Day, SearchTerm } from '../../src/mail/search-term.ts'
import type { ConstantOf } from '../../src/plan/mask.ts'
import type { Predicate } from '../../src/plan/predicate.ts'
import type { Grouped, ParsedNode } from '../../src/plan/regroup.ts'
import type { Token } from '../../src/sql/lexer.ts'
import { startAccount } from './account.ts'
import { compareStatements, opener } from './comparison.ts'
import type { Statement } from './generator/statements.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import { LOS_ANGELES, UTC } from './generator/zone.ts'
import { Oracle } from './oracle.ts'
import { ACCOUNTS } from './seeds.ts'

/*
 * Mistakes that were made once, or nearly, put back one at a time: the comparison of `same-answers.ts`, with
 * statements like these, must see every one of them.
 */

afterEach(() => {
  vi.doUnmock('../../src/plan/regroup.ts')
  vi.doUnmock('../../src/plan/parse-predicate.ts')
  vi.doUnmock('../../src/catalog/pushdown-rules.ts')
  vi.doUnmock('../../schema/columns/message.ts')
  vi.doUnmock('../../src/sql/dates/settle.ts')
  vi.resetModules()
})

describe('the comparison notices', { timeout: 300_000 }, () => {
  test('AND and OR grouped as the parser groups them', async () => {
    vi.doMock('../../src/plan/regroup.ts', () => ({ regroup: trustTheParser }))
    expect(await firstDifference(/ or /i)).toMatch(/with pushdown against None: \d+ against \d+ rows/)
  })

  test('a search for the words of a LIKE', async () => {
    vi.doMock('../../src/plan/parse-predicate.ts', pushLike)
    vi.doMock('../../schema/columns/message.ts', searchSubjects)
    expect(await firstDifference(/subject.* like /is)).toMatch(
      /with pushdown against None: \d+ against \d+ rows/,
    )
  })

  test('dates asked of an index that lags, without keeping the newest mail', async () => {
    changeDates(pushed => ({ term: pushed.term, exact: pushed.exact }))
    expect(await firstDifference(/receiveddate/i)).toMatch(/with pushdown against None: \d+ against \d+ rows/)
  })

  test.each(ACCOUNTS)('days taken for those of UTC ($timeZone)', async account => {
    changeDates(pushed => ({ ...pushed, term: withoutSlack(pushed.term) }))
    expect(await firstDifference(/receiveddate/i, account)).toMatch(
      /with pushdown against None: \d+ against \d+ rows/,
    )
  })

  test('dates typed on the clocks of TimeZone taken for those of UTC', async () => {
    vi.doMock('../../src/sql/dates/settle.ts', settleInUtc)
    const found = await firstDifference(/receiveddate/i, ACCOUNTS[0], [LOS_ANGELES])
    expect(found).toMatch(/None against the oracle: \d+ against \d+ rows/)
  })
})

/** Among the statements that the mistake may concern. */
async function firstDifference(
  concerned: RegExp,
  { timeZone, seed }: (typeof ACCOUNTS)[number] = ACCOUNTS[0],
  zones = [UTC],
): Promise<string> {
  vi.resetModules()
  const { connect } = await import('../../src/index.ts')
  await using gmaild = await startAccount(timeZone)
  const isWanted = ({ text }: Statement) => concerned.test(text)
  const words = readVocabulary(gmaild)
  const oracle = new Oracle(gmaild, words)
  const given = { open: opener(connect, gmaild), words, oracle, seed, zones, isWanted }
  // The cheapest statements that each mistake shows in.
  const options = {
    ...given,
    shapes: ['singleTable'],
    count: 5_000,
    perConnection: 50,
    maxDifferences: 1,
  } as const
  return (await compareStatements(options)).differences.join()
}

async function settleInUtc(original: () => Promise<typeof import('../../src/sql/dates/settle.ts')>) {
  const dates = await original()
  const settle: typeof dates.settle = (value, origin, clock) =>
    dates.settle(value, origin, { ...clock, timeZone: 'UTC' })
  return { ...dates, settle }
}

function trustTheParser(node: ParsedNode): Grouped {
  const { type, operator, left, right } = node
  const isChain = type === 'binary_expr' && (operator === 'AND' || operator === 'OR')
  if (!isChain) return { kind: 'leaf', node }
  return { kind: operator === 'AND' ? 'and' : 'or', terms: [trustTheParser(left!), trustTheParser(right!)] }
}

/** `Subject LIKE '%word%'` reaches the planner as `Subject = 'word'`, for {@link searchSubjects} to push. */
async function pushLike(original: () => Promise<typeof import('../../src/plan/parse-predicate.ts')>) {
  const { parsePredicate } = await original()
  return {
    parsePredicate: (tokens: readonly Token[], constantOf: ConstantOf): Predicate => {
      const spelled = tokens.map((token, index): Token => {
        const isLike = token.value === 'LIKE' && tokens[index - 1]?.value.toUpperCase() === 'SUBJECT'
        return isLike ? { ...token, kind: 'symbol', text: '=', value: '=' } : token
      })
      return parsePredicate(spelled, constantOf)
    },
  }
}

async function searchSubjects(original: () => Promise<typeof import('../../schema/columns/message.ts')>) {
  const { messageColumns } = await original()
  const columns: MessageTableDefinition['columns'] = messageColumns.map(column =>
    column.name === 'Subject' ? { ...column, pushdown: searchWord } : column,
  )
  return { messageColumns: columns }
}

const searchWord: PushdownRule = (comparison: Comparison): PushedTerm | null => {
  if (comparison.op !== '=' || typeof comparison.value !== 'string') return null
  const value = comparison.value.replaceAll('%', '')
  return { term: { kind: 'text', field: 'SUBJECT', value }, exact: false, mayLag: true }
}

function changeDates(change: (pushed: PushedTerm) => PushedTerm): void {
  vi.doMock('../../src/catalog/pushdown-rules.ts', async original => {
    const rules = (await original()) as typeof import('../../src/catalog/pushdown-rules.ts')
    const pushReceivedDate: PushdownRule = (comparison, context) => {
      const pushed = rules.pushReceivedDate(comparison, context)
      return pushed && change(pushed)
    }
    return { ...rules, pushReceivedDate }
  })
}

/** SINCE one day later, BEFORE one day earlier: exact for an account in UTC. */
function withoutSlack(term: SearchTerm): SearchTerm {
  if (term.kind === 'since') return { ...term, day: shifted(term.day, 1) }
  if (term.kind === 'before') return { ...term, day: shifted(term.day, -1) }
  return term.kind === 'and' ? { ...term, terms: term.terms.map(withoutSlack) } : term
}

function shifted(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as Day
}
