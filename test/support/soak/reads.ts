import type { Random } from '../../../src/gmaild/demo/random.ts'
import { tokens } from '../../../src/gmaild/search/tokens.ts'
import { type Fact, type State, TABLES, type Table } from './history.ts'

export type Cell = string | number | null
export type AnswerRow = readonly Cell[]

export interface Read {
  readonly sql: string
  readonly params: readonly Cell[]
  readonly tables: readonly Table[]
  readonly isOrdered: boolean
  /** Reads flags and labels of every message. */
  readonly isWhole?: true
  /** What each message adds to the sums of the one row. */
  readonly addends?: (fact: Fact) => readonly number[]
  /** Of a join that counts: the least and the most, each message in each mailbox as it was at some moment. */
  readonly range?: (states: readonly State[]) => readonly [low: number, high: number]
  /** The answer when the mailboxes were, in the order of `tables`, as they are in these states. */
  readonly answer: (states: readonly State[]) => AnswerRow[]
}

/** Words that texts are made of. */
export const WORDS = Array.from({ length: 60 }, (_, index) => `word${index}`)

const flag = (value: boolean): number => (value ? 1 : 0)

/** Of one mailbox: its rows are a function of the messages in it. */
function one(table: Table, sql: string, answer: (facts: readonly Fact[]) => AnswerRow[]): Read {
  return { sql, params: [], tables: [table], isOrdered: false, answer: ([state]) => answer(state![table]) }
}

type Make = (table: Table, random: Random, now: readonly Fact[]) => Read

const everything: Make = table => ({
  ...one(table, `SELECT MsgId, IsRead, IsStarred, Labels FROM ${table}`, facts =>
    facts.map(({ msgId, isRead, isStarred, labels }) => [msgId, flag(isRead), flag(isStarred), labels]),
  ),
  isWhole: true,
})

const unread: Make = table =>
  one(table, `SELECT MsgId, Subject, Size FROM ${table} WHERE NOT IsRead`, facts =>
    facts.filter(({ isRead }) => !isRead).map(({ msgId, subject, size }) => [msgId, subject, size]),
  )

/** Decided by Gmail, or offline by the store. */
const containing: Make = (table, random) => {
  const word = random.pick(WORDS)
  return one(table, `SELECT MsgId, Subject FROM ${table} WHERE BodyText CONTAINS '${word}'`, facts =>
    facts
      .filter(({ text }) => tokens(text).includes(` ${word} `))
      .map(({ msgId, subject }) => [msgId, subject]),
  )
}

const totals: Make = table => {
  const addends = ({ isRead, isStarred, size }: Fact): number[] => [1, flag(isRead), flag(isStarred), size]
  const sql = `SELECT COUNT(*), SUM(IsRead), SUM(IsStarred), SUM(Size) FROM ${table}`
  const answer = (facts: readonly Fact[]): AnswerRow[] => {
    const sums = [0, 1, 2, 3].map(index => facts.reduce((sum, fact) => sum + addends(fact)[index]!, 0))
    return [facts.length === 0 ? [0, null, null, null] : sums]
  }
  return { ...one(table, sql, answer), addends }
}

export function joinOf(table: Table): Read {
  return {
    ...one(table, `SELECT COUNT(*) FROM ${table} a JOIN Work b USING (MsgId) WHERE a.IsRead`, () => []),
    tables: [table, 'Work'],
    answer: ([first, second]) => {
      const ids = new Set(second!.Work.map(({ msgId }) => msgId))
      return [[first![table].filter(({ msgId, isRead }) => isRead && ids.has(msgId)).length]]
    },
    range: states => {
      const read = states.map(
        state => new Set(state[table].filter(({ isRead }) => isRead).map(({ msgId }) => msgId)),
      )
      const work = states.map(state => new Set(state.Work.map(({ msgId }) => msgId)))
      const ids = [...new Set(read.flatMap(each => [...each]))]
      const low = ids.filter(id => [...read, ...work].every(each => each.has(id)))
      return [low.length, ids.filter(id => work.some(each => each.has(id))).length]
    },
  }
}

const READS: readonly Make[] = [
  everything,
  unread,
  containing,
  table =>
    one(table, `SELECT MsgId, BodyText FROM ${table}`, facts =>
      facts.map(({ msgId, text }) => [msgId, plain(text)]),
    ),
  (table, random) => {
    const limit = random.int(1, 40)
    const newest = one(table, `SELECT MsgId, IsRead, Subject FROM ${table} LIMIT ${limit}`, facts =>
      facts
        .toReversed()
        .slice(0, limit)
        .map(({ msgId, isRead, subject }) => [msgId, flag(isRead), subject]),
    )
    return { ...newest, isOrdered: true }
  },
  totals,
  (table, random) => {
    const label = random.pick(['Work', '\\Inbox', '\\Starred'])
    const with_ = one(table, `SELECT MsgId, Labels FROM ${table} WHERE Labels = ?`, facts =>
      facts
        .filter(({ labels }) => (JSON.parse(labels) as string[]).includes(label))
        .map(({ msgId, labels }) => [msgId, labels]),
    )
    return { ...with_, params: [label] }
  },
  (table, random, now) => {
    const { msgId, subject } = now.length === 0 ? { msgId: '1', subject: 'x' } : random.pick(now)
    const text = `SELECT MsgId, BodyText, IsRead FROM ${table} WHERE MsgId = ? OR Subject = ?`
    const bodies = one(table, text, facts =>
      facts
        .filter(fact => fact.msgId === msgId || fact.subject === subject)
        .map(fact => [fact.msgId, plain(fact.text), flag(fact.isRead)]),
    )
    return { ...bodies, params: [msgId, subject] }
  },
  joinOf,
]

export function drawRead(random: Random, now: State): Read {
  const table = random.pick(TABLES)
  return random.pick(READS)(table, random, now[table])
}

/** What can be said row for row: parts of the store may be of different ages. */
export function drawOfflineRead(random: Random, now: State): Read {
  const table = random.pick(TABLES)
  return random.pick([everything, unread, containing, containing])(table, random, now[table])
}

/** Line ends as BodyText has them. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n')
}
