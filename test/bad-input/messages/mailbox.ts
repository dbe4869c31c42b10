import { expect } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { octets } from './make.ts'

/** What a message among others may cost of this process, in which the mail server runs too; the reader has a limit of its own. */
const MOST_MS = 5_000

const COLUMNS =
  'Id, Subject, [From], [To], Date, ReceivedDate, MessageId, BodyText, BodyHtml, Snippet, Attachments, Headers, ParseError'

export type Row = Readonly<Record<string, string | number | null>>

/** A mailbox with bad messages, before and behind each of which is a good one. */
export interface BadMailbox extends AsyncDisposable {
  readonly demo: Demo
  readonly db: Connection
  /** UIDs of the bad messages, by their names. */
  readonly ids: Readonly<Record<string, number>>
}

export async function openBadMailbox(
  messages: Readonly<Record<string, Buffer | string>>,
  properties = '',
): Promise<BadMailbox> {
  const demo = await startDemo({ messages: 0 })
  const inbox = (raw: Buffer) => demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  const ids: Record<string, number> = {}
  inbox(goodMessage(1))
  for (const [index, [name, raw]] of Object.entries(messages).entries()) {
    ids[name] = 2 * index + 2
    inbox(octets(raw))
    inbox(goodMessage(2 * index + 3))
  }
  const db = await demo.open(properties)
  return { demo, db, ids, [Symbol.asyncDispose]: () => demo[Symbol.asyncDispose]() }
}

function goodMessage(id: number): Buffer {
  return Buffer.from(`From: good@example.com\r\nSubject: good ${id}\r\n\r\ntext ${id}`)
}

/** The rows of the bad messages, read by one SELECT; those of the others are what they must be, and the connection goes on. */
export async function readAmongOthers(
  messages: Readonly<Record<string, Buffer | string>>,
  properties = '',
): Promise<Readonly<Record<string, Row>>> {
  await using mailbox = await openBadMailbox(messages, properties)
  return await selectBad(mailbox)
}

export async function selectBad({ demo, db, ids }: BadMailbox): Promise<Readonly<Record<string, Row>>> {
  const bad = Object.keys(ids).length
  const rows = new Map<number, Row>()
  const spent = await cpuTime(async () => {
    const answer = await db.query<Row>(`SELECT ${COLUMNS} FROM Inbox`)
    for (const row of answer.rows) rows.set(Number(row['Id']), row)
  })
  expect(spent).toBeLessThan(MOST_MS * bad)
  expect(rows.size).toBe(2 * bad + 1)
  for (let id = 1; id <= rows.size; id += 2)
    expect(rows.get(id)).toMatchObject({
      Subject: `good ${id}`,
      From: 'good@example.com',
      BodyText: `text ${id}`,
      ParseError: null,
    })
  expect((await db.queryArrays('SELECT COUNT(*) FROM Inbox')).rows).toEqual([[rows.size]])
  expect(demo.commands().filter(({ name }) => /STORE|EXPUNGE|^SELECT$/.test(name))).toEqual([])
  return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, rows.get(id)!]))
}
