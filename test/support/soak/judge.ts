import { type Fact, type State, TABLES } from './history.ts'
import type { AnswerRow, Read } from './reads.ts'

/** `of no one moment`: every part of the answer is true of some moment of the statement, but not of the same. */
export type Verdict = 'right' | 'of no one moment' | 'wrong'

/**
 * Compares an answer with what it would be in each of the states, the newest of which is the first; each mailbox of a statement may
 * be in another one.
 *
 * IMAP has no transactions: a mailbox is opened, and what changed of its messages is asked for then. So an answer may tell of the
 * messages that were there at one moment with flags and labels that they have at a later one, or at several.
 */
export function judge(read: Read, rows: readonly AnswerRow[], states: readonly State[]): Verdict {
  const wanted = canonical(rows, read.isOrdered)
  const fits = (candidates: readonly State[]): boolean =>
    combinations(read.tables.length, candidates).some(
      each => canonical(read.answer(each), read.isOrdered) === wanted,
    )
  if (fits(states)) return 'right'
  if (fits(mixtures(states))) return 'of no one moment'
  if (read.addends && isWithinBounds({ ...read, addends: read.addends }, rows, states))
    return 'of no one moment'
  const isRowForRow = read.tables.length === 1 && !/COUNT\(|LIMIT/.test(read.sql)
  return isRowForRow && isPossible(read, rows, states) ? 'of no one moment' : 'wrong'
}

function canonical(rows: readonly AnswerRow[], isOrdered: boolean): string {
  const lines = rows.map(row => JSON.stringify(row))
  return (isOrdered ? lines : lines.sort()).join('\n')
}

function combinations(length: number, states: readonly State[]): State[][] {
  if (length === 1) return states.map(state => [state])
  return states.flatMap(first => states.map(second => [first, second]))
}

/** The messages of each state, as they are in it and in each later one. */
function mixtures(states: readonly State[]): State[] {
  return states.flatMap((members, index) =>
    states.slice(0, index + 1).map(later => {
      const tables = TABLES.map(table => {
        const now = new Map(later[table].map(fact => [fact.uid, fact]))
        return [table, members[table].map((fact): Fact => now.get(fact.uid) ?? fact)]
      })
      return Object.fromEntries(tables) as unknown as State
    }),
  )
}

/** Each row is one of some state, no message is there twice, and none is missing that each state has. */
function isPossible(read: Read, rows: readonly AnswerRow[], states: readonly State[]): boolean {
  const answers = states.map(state => read.answer([state]))
  const possible = new Set(answers.flatMap(answer => answer.map(row => JSON.stringify(row))))
  const ids = new Set(rows.map(([id]) => id))
  if (ids.size !== rows.length || !rows.every(row => possible.has(JSON.stringify(row)))) return false
  const [first = [], ...others] = answers.map(answer => answer.map(([id]) => id))
  return first.every(id => ids.has(id!) || !others.every(other => other.includes(id)))
}

/** Each sum is one of messages that were there at some moment, each as it was at some moment, and of all that were always there. */
function isWithinBounds(
  { tables: [table], addends }: Read & { readonly addends: NonNullable<Read['addends']> },
  [row = []]: readonly AnswerRow[],
  states: readonly State[],
): boolean {
  const byUid = states.map(state => new Map(state[table!].map(fact => [fact.uid, addends(fact)])))
  const uids = new Set(byUid.flatMap(each => [...each.keys()]))
  return row.every((cell, index) => {
    let [low, high] = [0, 0]
    for (const uid of uids) {
      const values = byUid.map(each => each.get(uid)?.[index] ?? 0)
      low += Math.min(...values)
      high += Math.max(...values)
    }
    return Number(cell) >= low && Number(cell) <= high
  })
}
