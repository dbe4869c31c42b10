import type { Fact, State, Table } from './history.ts'
import type { AnswerRow, Cell, Read } from './reads.ts'

/** `of no one moment`: every part of the answer is true of some moment of the statement, but not of the same. */
export type Verdict = 'right' | 'of no one moment' | 'wrong'

/** What a mailbox does not show of its messages, and the driver adds. */
const OWN_LABELS: Readonly<Record<Table, string | null>> = {
  Inbox: '\\Inbox',
  Work: 'Work',
  '[Gmail/All Mail]': null,
}

/**
 * Compares an answer with what it would be in each of the states, the newest of which is the first; each mailbox of a statement may
 * be in another one.
 *
 * IMAP has no transactions: a mailbox is opened, and what changed of its messages is asked for then. So an answer may tell of the
 * messages that were there at one moment with flags and labels that they have at a later one, or at several. What went meanwhile may
 * be told with the labels that it has where it is now, or be left out, also from the newest that LIMIT asks for.
 */
export function judge(read: Read, rows: readonly AnswerRow[], states: readonly State[]): Verdict {
  const wanted = canonical(rows, read.isOrdered)
  const fits = (candidates: readonly State[]): boolean =>
    combinations(read.tables.length, candidates).some(
      each => canonical(read.answer(each), read.isOrdered) === wanted,
    )
  if (fits(states)) return 'right'
  return isMixed(read, rows, states, fits) ? 'of no one moment' : 'wrong'
}

function isMixed(
  read: Read,
  rows: readonly AnswerRow[],
  states: readonly State[],
  fits: (candidates: readonly State[]) => boolean,
): boolean {
  if (read.range) {
    const [low, high] = read.range(states)
    return Number(rows[0]?.[0]) >= low && Number(rows[0]?.[0]) <= high
  }
  const mixed = mixtures(states, read.tables[0]!)
  if (fits(mixed)) return true
  if (read.addends) return isWithinBounds({ ...read, addends: read.addends }, rows, states)
  return isPossible(read, rows, { states, mixed })
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
function mixtures(states: readonly State[], table: Table): State[] {
  const facts = states.map(state => ({
    here: new Map(state[table].map(fact => [fact.uid, fact])),
    anywhere: new Map([...state['[Gmail/All Mail]'], ...state.away].map(fact => [fact.msgId, fact])),
  }))
  const inLater = (fact: Fact, later: number): Fact => {
    const { here, anywhere } = facts[later]!
    const now = here.get(fact.uid) ?? anywhere.get(fact.msgId)
    if (now === undefined) return fact
    return { ...now, uid: fact.uid, labels: here.has(fact.uid) ? now.labels : withOwn(now.labels, table) }
  }
  return states.flatMap((members, index) =>
    states.slice(0, index + 1).map((_, later) => ({
      ...members,
      [table]: members[table].map(fact => inLater(fact, later)),
    })),
  )
}

function withOwn(labels: string, table: Table): string {
  const own = OWN_LABELS[table]
  return own === null ? labels : JSON.stringify([...new Set([...JSON.parse(labels), own])].sort())
}

interface Candidates {
  readonly states: readonly State[]
  /** See `mixtures`. */
  readonly mixed: readonly State[]
}

/** Each row is one of some state, no message is there twice, and none is missing that did not go meanwhile. */
function isPossible(read: Read, rows: readonly AnswerRow[], { states, mixed }: Candidates): boolean {
  const possible = new Set(mixed.flatMap(state => read.answer([state]).map(row => JSON.stringify(row))))
  const ids = rows.map(([id]) => id!)
  if (new Set(ids).size !== ids.length || !rows.every(row => possible.has(JSON.stringify(row)))) return false
  const answers = states.map(state => read.answer([state]).map(([id]) => id!))
  if (read.isOrdered)
    return answers.some((newest, index) => isWithoutGone(ids, newest, { read, states, index }))
  const [first = [], ...others] = answers
  return first.every(id => ids.includes(id) || !others.every(other => other.includes(id)))
}

/** The newest of the state at `index` in their order, but for some that went after it. */
function isWithoutGone(
  ids: readonly Cell[],
  newest: readonly Cell[],
  { read, states, index }: { readonly read: Read; readonly states: readonly State[]; readonly index: number },
): boolean {
  const [table] = read.tables
  const stayed = (id: Cell): boolean =>
    states.slice(0, index).every(state => state[table!].some(({ msgId }) => msgId === id))
  const left = newest.filter(id => ids.includes(id) || stayed(id))
  return left.length === ids.length && left.every((id, place) => id === ids[place])
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
