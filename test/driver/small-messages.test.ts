import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { findCorpus } from '../support/dovecot.ts'

const TEXTS = 'Id, BodyText, BodyHtml, MessageBody, Snippet, ParseError'
const SMALL = 32_000
const NEWEST = 'SELECT BodyText FROM Inbox ORDER BY ReceivedDate DESC LIMIT 5'

function fetches(demo: Demo): string[] {
  const commands = demo.commands().filter(({ name }) => name === 'UID FETCH')
  return commands.map(({ line }) => line.replace(/^\S+ /, ''))
}

function mail(subject: string, body: string): string {
  return `Subject: ${subject}\r\nContent-Type: text/plain\r\n\r\n${body}`
}

async function startWith(bodies: readonly string[], options: Parameters<typeof startDemo>[0] = {}) {
  const demo = await startDemo({ ...options, messages: 0 })
  for (const [i, body] of bodies.entries())
    demo.gmaild.account.append({ raw: mail(`${i}`, body), labels: ['\\Inbox'] })
  return demo
}

test('few small messages take one command for their structure and their text, and stay unread', async () => {
  await using demo = await startWith(['a', 'b', 'c', 'd', 'e', 'f'])
  const db = await demo.open()
  const { rows } = await db.queryArrays(NEWEST)
  expect(rows.map(([text]) => text).sort()).toEqual(['b', 'c', 'd', 'e', 'f'])
  expect(fetches(demo)).toEqual([
    'UID FETCH 1:6 (UID X-GM-MSGID INTERNALDATE RFC822.SIZE)',
    `UID FETCH 2:6 (UID X-GM-MSGID BODYSTRUCTURE BODY.PEEK[]<0.${SMALL + 1}>)`,
  ])
  expect((await db.queryArrays('SELECT sum(IsRead) FROM Inbox')).rows).toEqual([[0]])
  await db.queryArrays('SELECT BodyHtml, PartIds, Attachments FROM Inbox WHERE Id > 1')
  expect(fetches(demo).filter(line => line.includes('BODY'))).toEqual([])
})

test('with a large message among them all are fetched by their parts', async () => {
  await using demo = await startWith(['a', 'b', 'c', 'd', 'x'.repeat(SMALL)])
  const db = await demo.open()
  const { rows } = await db.queryArrays(NEWEST)
  expect(rows.map(([text]) => String(text).length).sort()).toEqual([1, 1, 1, 1, SMALL])
  expect(fetches(demo).slice(1)).toEqual([
    'UID FETCH 1:5 (UID X-GM-MSGID BODYSTRUCTURE)',
    'UID FETCH 1:5 (UID BODY.PEEK[1])',
  ])
})

test.each([
  ['more than a hundred messages', 101, 'a', ''],
  ['more than 160 kB together', 8, 'x'.repeat(25_000), ''],
  ['messages larger than MaxMessageBytes', 2, 'x'.repeat(2_000), 'MaxMessageBytes=1000'],
])('%s are fetched by their parts', async (_, count, body, properties) => {
  await using demo = await startWith(Array.from({ length: count }, () => body))
  const db = await demo.open(properties)
  const { rows } = await db.queryArrays("SELECT BodyText FROM Inbox WHERE Subject != 'x' ORDER BY Size")
  expect(rows).toHaveLength(count)
  expect(fetches(demo).filter(line => line.includes('BODY.PEEK[]'))).toEqual([])
})

test('sizes are asked for with what is fetched anyway, and not by themselves', async () => {
  await using demo = await startWith(['a', 'b'])
  const db = await demo.open()
  await db.query('SELECT Subject FROM Inbox ORDER BY 1')
  demo.commands()
  const { rows } = await db.queryArrays(
    "SELECT BodyText FROM Inbox WHERE Subject LIKE '%1%' ORDER BY Subject",
  )
  expect(rows).toEqual([['b']])
  expect(fetches(demo)).toEqual([
    'UID FETCH 2 (UID X-GM-MSGID BODYSTRUCTURE)',
    'UID FETCH 2 (UID BODY.PEEK[1])',
  ])
})

test('EXPLAIN names the size beside what the condition reads', async () => {
  await using demo = await startWith(['a'])
  const db = await demo.open()
  expect(await db.explain(NEWEST)).toContain('    fetch     INTERNALDATE RFC822.SIZE\n')
  const headers = await db.explain(NEWEST.replace('BodyText', 'Headers'))
  expect(headers).toContain('    fetch     INTERNALDATE X-GM-MSGID\n')
})

/** Answers the command for whole messages as `answer` says: the attributes of the one message after its ids. */
async function startLying(body: string, answer: (raw: string) => string) {
  const demo: Demo = await startWith([body], {
    intercept: async ({ line }) => {
      if (!line.includes('BODY.PEEK[]')) return undefined
      const [tag] = line.split(' ')
      const raw = mail('0', body)
      return { lines: [`* 1 FETCH (UID 1 X-GM-MSGID ${id} ${answer(raw)})`, `${tag} OK Success`] }
    },
  })
  const id = (await (await demo.open()).queryArrays('SELECT MsgId FROM Inbox')).rows[0]![0]
  demo.commands()
  return demo
}

const structure = (size: number) =>
  `BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" ${size} 1 NIL NIL NIL NIL)`

test.each([
  [
    'whose structure is not what the server says',
    (raw: string) => `${structure(3)} BODY[]<0> {${raw.length}}\r\n${raw}`,
  ],
  ['that does not come', () => structure(7)],
  ['that the server does not send', () => `${structure(7)} BODY[]<0> NIL`],
  [
    'that is larger than the server said',
    (raw: string) => `${structure(7)} BODY[]<0> {${SMALL + 1}}\r\n${raw.padEnd(SMALL + 1)}`,
  ],
])('of a message %s the text is fetched by its part', async (_, answer) => {
  await using demo = await startLying('initial', answer)
  const db = await demo.open()
  expect((await db.queryArrays(NEWEST)).rows).toEqual([['initial']])
  expect(fetches(demo).at(-1)).toBe('UID FETCH 1 (UID BODY.PEEK[1])')
})

/** The texts of the messages in small statements, and how many of these went by whole messages and by parts. */
async function inSmallStatements(db: Connection, demo: Demo, count: number) {
  const rows: (readonly unknown[])[] = []
  for (let i = 0; i < count; i++) {
    const own = `SELECT ${TEXTS} FROM Inbox WHERE Size < ${SMALL} AND Size % ${count} = ${i} ORDER BY Id`
    rows.push(...(await db.queryArrays(own)).rows)
  }
  const lines = fetches(demo)
  const countOf = (piece: string) => lines.filter(line => line.includes(piece)).length
  return { rows: byId(rows), whole: countOf('BODY.PEEK[]<0.'), parts: countOf('BODY.PEEK[1') }
}

function byId(rows: readonly (readonly unknown[])[]) {
  return rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))
}

async function byParts(db: Connection) {
  return byId((await db.queryArrays(`SELECT ${TEXTS} FROM Inbox WHERE Size < ${SMALL}`)).rows)
}

describe('every text is the same by whole messages and by parts', () => {
  test('in the demo mailbox with its odd bodies', async () => {
    await using demo = await startDemo({ messages: 600 })
    const { rows, whole } = await inSmallStatements(await demo.open(), demo, 20)
    expect(whole).toBeGreaterThan(15)
    expect(rows.length).toBeGreaterThan(150)
    expect(rows).toEqual(await byParts(await demo.open('Pushdown=None')))
    expect(fetches(demo).filter(line => line.includes('BODY.PEEK[]<0.'))).toEqual([])
  })

  const corpus = findCorpus()
  test.skipIf(corpus === null)('in a corpus of mail from the field', async () => {
    await using demo = await startDemo({ messages: 0 })
    const lines = readFileSync(join(corpus!, 'index.jsonl'), 'utf8').trim().split('\n')
    const files = lines.map(line => (JSON.parse(line) as { file: string }).file)
    for (const file of files)
      demo.gmaild.account.append({ raw: readFileSync(join(corpus!, file)), labels: ['\\Inbox'] })
    const { rows, whole } = await inSmallStatements(await demo.open(), demo, 60)
    expect(whole).toBeGreaterThan(50)
    expect(rows.length).toBeGreaterThan(900)
    expect(rows).toEqual(await byParts(await demo.open('Pushdown=None')))
  })
})
