import { describe, expect, test } from 'vitest'
import type { Fact, State } from '../support/soak/history.ts'
import { judge } from '../support/soak/judge.ts'
import { type AnswerRow, joinOf, type Read } from '../support/soak/reads.ts'

const fact = (uid: number, isRead: boolean): Fact => ({
  msgId: `m${uid}`,
  uid,
  subject: `s${uid}`,
  text: '',
  size: 1,
  isRead,
  isStarred: false,
  labels: '[]',
})
const state = (...facts: Fact[]): State => ({
  Inbox: facts,
  Work: [],
  '[Gmail/All Mail]': facts,
  away: [],
})

/** First 1 and 2, then 3 comes, then 1 is read, then 2 goes: the newest first. */
const STATES = [
  state(fact(1, true), fact(3, false)),
  state(fact(1, true), fact(2, false), fact(3, false)),
  state(fact(1, false), fact(2, false), fact(3, false)),
  state(fact(1, false), fact(2, false)),
]

const rowOf = ({ msgId, isRead }: Fact): AnswerRow => [msgId, Number(isRead)]
const read = (sql: string, isOrdered: boolean, answer: (facts: readonly Fact[]) => AnswerRow[]): Read => ({
  sql,
  params: [],
  tables: ['Inbox'],
  isOrdered,
  answer: ([{ Inbox } = STATES[0]!]) => answer(Inbox),
})
const ALL = read('SELECT MsgId, IsRead FROM Inbox', false, facts => facts.map(rowOf))
const NEWEST = read('SELECT MsgId, IsRead FROM Inbox LIMIT 2', true, facts =>
  facts.toReversed().slice(0, 2).map(rowOf),
)
const COUNT: Read = {
  ...read('SELECT COUNT(*), SUM(IsRead) FROM Inbox', false, facts => [
    [facts.length, facts.filter(({ isRead }) => isRead).length],
  ]),
  addends: ({ isRead }) => [1, Number(isRead)],
}

describe('an answer', () => {
  test.each<[string, Read, AnswerRow[]]>([
    [
      'that is the first state',
      ALL,
      [
        ['m2', 0],
        ['m1', 0],
      ],
    ],
    [
      'that is a state between',
      ALL,
      [
        ['m1', 1],
        ['m2', 0],
        ['m3', 0],
      ],
    ],
    [
      'in its order',
      NEWEST,
      [
        ['m3', 0],
        ['m2', 0],
      ],
    ],
    ['that counts', COUNT, [[3, 1]]],
  ])('%s is right', (_, each, rows) => {
    expect(judge(each, rows, STATES)).toBe('right')
  })

  test.each<[string, Read, AnswerRow[]]>([
    [
      'the messages of one state with flags of a later one',
      ALL,
      [
        ['m1', 1],
        ['m2', 0],
      ],
    ],
    [
      'two messages of the newest with flags of before',
      ALL,
      [
        ['m1', 0],
        ['m3', 0],
      ],
    ],
    [
      'the newest of one state with flags of a later one',
      NEWEST,
      [
        ['m2', 0],
        ['m1', 1],
      ],
    ],
    ['sums that lack what went later', COUNT, [[1, 0]]],
  ])('that tells %s is of no one moment', (_, each, rows) => {
    expect(judge(each, rows, STATES)).toBe('of no one moment')
  })

  test.each<[string, Read, AnswerRow[]]>([
    [
      'lacks a message that was always there',
      ALL,
      [
        ['m2', 0],
        ['m3', 0],
      ],
    ],
    [
      'has a message that never was',
      ALL,
      [
        ['m1', 0],
        ['m2', 0],
        ['m4', 0],
      ],
    ],
    [
      'has a message twice',
      ALL,
      [
        ['m1', 0],
        ['m1', 1],
        ['m2', 0],
      ],
    ],
    [
      'has flags that never were',
      ALL,
      [
        ['m1', 0],
        ['m2', 1],
      ],
    ],
    [
      'has another order',
      NEWEST,
      [
        ['m2', 0],
        ['m3', 0],
      ],
    ],
    [
      'is longer than its limit',
      NEWEST,
      [
        ['m3', 0],
        ['m2', 0],
        ['m1', 0],
      ],
    ],
    ['counts too many', COUNT, [[4, 1]]],
    ['is empty', ALL, []],
  ])('that %s is wrong', (_, each, rows) => {
    expect(judge(each, rows, STATES)).toBe('wrong')
  })

  test('that was right before the statement is wrong', () => {
    expect(
      judge(
        ALL,
        [
          ['m1', 0],
          ['m2', 0],
        ],
        STATES.slice(0, 2),
      ),
    ).toBe('wrong')
  })
})

describe('of a message that went while the statement ran', () => {
  const labelled = (labels: string): Fact => ({ ...fact(1, true), labels })
  const LABELS = read('SELECT MsgId, Labels FROM Inbox', false, facts =>
    facts.map(({ msgId, labels }) => [msgId, labels]),
  )
  const WENT = [
    { ...state(), away: [labelled('["\\\\Starred"]')] },
    state(labelled('["Work","\\\\Inbox","\\\\Starred"]')),
  ]

  test('an answer may tell the labels that it has where it is now, and that of the mailbox', () => {
    expect(judge(LABELS, [['m1', '["\\\\Inbox","\\\\Starred"]']], WENT)).toBe('of no one moment')
  })

  test('no answer may tell labels that it never had', () => {
    expect(judge(LABELS, [['m1', '["\\\\Inbox","New"]']], WENT)).toBe('wrong')
  })

  const LATER = [state(fact(1, false), fact(3, false)), state(fact(1, false), fact(2, false), fact(3, false))]

  test('the newest may lack it', () => {
    expect(judge(NEWEST, [['m3', 0]], LATER)).toBe('of no one moment')
  })

  test('the newest may not lack another', () => {
    expect(judge(NEWEST, [['m2', 0]], LATER)).toBe('wrong')
  })
})

describe('a join that counts', () => {
  const inWork = (read: boolean, ...uids: number[]): State => ({
    ...state(fact(1, read), fact(2, true), fact(3, false)),
    Work: uids.map(uid => fact(uid, false)),
  })
  const JOIN = joinOf('Inbox')
  /** First 1 and 2 are in Work and 2 is read, then 1 goes from Work, then it is read. */
  const STATES = [inWork(true, 2), inWork(false, 2), inWork(false, 1, 2)]

  test.each([
    [1, 'right'],
    [2, 'right'],
    [0, 'wrong'],
    [3, 'wrong'],
  ] as const)('of %i is %s', (count, verdict) => {
    expect(judge(JOIN, [[count]], STATES)).toBe(verdict)
  })

  test('may take each message of another moment', () => {
    const moments = [inWork(true, 3, 2), inWork(false, 1, 2)]
    const others = [
      { ...state(fact(1, false), fact(2, true)), Work: [fact(1, false)] },
      { ...state(fact(1, true), fact(2, false)), Work: [fact(2, false)] },
    ]
    expect(judge(JOIN, [[2]], moments)).toBe('right')
    expect(judge(JOIN, [[2]], others)).toBe('of no one moment')
  })
})
