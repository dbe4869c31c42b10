import type { Random } from '../../../src/gmaild/demo/random.ts'
import type { Gmaild } from '../../../src/gmaild/index.ts'
import type { Fact, State } from './history.ts'
import { type Cell, WORDS } from './reads.ts'

export interface Write {
  readonly kind: string
  readonly sql: string
  readonly params: readonly Cell[]
  /** Whether it is done, once the statement has said so. */
  readonly isDone: (state: State) => boolean
  /** How often it was done, where doing it twice shows. */
  readonly count?: (gmaild: Gmaild) => number
}

/** Mail that comes by itself, which nobody changes until the watch has told of it. */
export const ARRIVAL = 'arrival'

let inserts = 0

export function drawText(random: Random): string {
  const lines = Array.from({ length: random.int(1, 5) }, () =>
    Array.from({ length: 8 }, () => random.pick(WORDS)).join(' '),
  )
  return `${lines.join('\n')}\n`
}

export function drawWrite(random: Random, now: State): Write {
  const inbox = now.Inbox.filter(isOurs)
  const work = now.Work.filter(isOurs)
  if (inbox.length < 60) return insert(random)
  if (inbox.length > 140) return remove(random.pick(inbox))
  const drawn = random.int(1, 10)
  if (drawn <= 4) return setFlags(random, inbox)
  if (drawn <= 6) return addLabel(random.pick(inbox))
  if (drawn === 7 && work.length > 20) return moveTo('Inbox', random.pick(work))
  if (drawn === 8) return moveTo('Work', random.pick(inbox))
  return drawn === 9 ? remove(random.pick(inbox)) : insert(random)
}

function isOurs({ subject }: Fact): boolean {
  return !subject.startsWith(ARRIVAL)
}

const inTable = (state: State, table: 'Inbox' | 'Work', msgId: string) =>
  state[table].find(fact => fact.msgId === msgId)

function setFlags(random: Random, inbox: readonly Fact[]): Write {
  const targets = Array.from({ length: random.int(1, 8) }, () => random.pick(inbox).msgId)
  const [isRead, isStarred] = [random.chance(0.5), random.chance(0.3)]
  return {
    kind: 'flags',
    sql: `UPDATE Inbox SET IsRead = ${isRead}, IsStarred = ${isStarred} WHERE MsgId IN (${targets.map(() => '?')})`,
    params: targets,
    isDone: state =>
      targets.every(id => {
        const fact = inTable(state, 'Inbox', id)
        return fact?.isRead === isRead && fact.isStarred === isStarred
      }),
  }
}

function addLabel({ msgId }: Fact): Write {
  return {
    kind: 'labels',
    sql: `UPDATE Inbox SET Labels = json_insert(Labels, '$[#]', 'Work') WHERE MsgId = ? AND NOT Labels = 'Work'`,
    params: [msgId],
    isDone: state =>
      inTable(state, 'Work', msgId) !== undefined && inTable(state, 'Inbox', msgId) !== undefined,
  }
}

function moveTo(to: 'Inbox' | 'Work', { msgId }: Fact): Write {
  const from = to === 'Inbox' ? 'Work' : 'Inbox'
  return {
    kind: 'move',
    sql: `UPDATE ${from} SET Mailbox = '${to}' WHERE MsgId = ?`,
    params: [msgId],
    isDone: state => inTable(state, to, msgId) !== undefined && inTable(state, from, msgId) === undefined,
  }
}

function remove({ msgId }: Fact): Write {
  return {
    kind: 'delete',
    sql: 'DELETE FROM Inbox WHERE MsgId = ?',
    params: [msgId],
    isDone: state => inTable(state, 'Inbox', msgId) === undefined,
  }
}

function insert(random: Random): Write {
  const table = random.pick(['Inbox', 'Work'] as const)
  const subject = `insert ${++inserts}`
  return {
    kind: 'insert',
    sql: `INSERT INTO ${table} (Subject, [To], BodyText) VALUES (?, 'anna@example.com', ?)`,
    params: [subject, drawText(random)],
    isDone: state => state[table].some(fact => fact.subject === subject),
    count: ({ account }) =>
      account
        .messages()
        .filter(({ msgId }) => Buffer.from(account.raw(msgId)!).includes(`\r\nSubject: ${subject}\r\n`))
        .length,
  }
}
