import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BROKEN } from '../bad-input/messages/broken.ts'
import { externalBodies, htmlOf, startElsewhere } from '../bad-input/messages/elsewhere.ts'
import { messageOf, nested, nestedMessages, numbered, octets } from '../bad-input/messages/make.ts'
import { cpuTime } from '../support/cpu-time.ts'
import { connectTo, type Dovecot, otherClient, startDovecot } from '../support/dovecot.ts'

/** Its structure and envelope are a real server's, which has limits of its own: either the text comes, or ParseError says why not. */
const LIMIT = /^MESSAGE_LIMIT: /

interface Bad {
  readonly name: string
  readonly raw: string
  /** The text; of what is over a limit there may be one, as far as the server goes. */
  readonly text: string | null | typeof LIMIT
}

const BAD: readonly Bad[] = [
  { name: '20 multiparts', raw: nested(20), text: 'deep' },
  { name: '150 multiparts', raw: nested(150), text: LIMIT },
  { name: '20,000 multiparts', raw: nested(20_000), text: LIMIT },
  { name: '120 messages', raw: nestedMessages(120), text: LIMIT },
  { name: '20,000 messages', raw: nestedMessages(20_000), text: LIMIT },
  {
    name: '200,000 parts',
    raw: messageOf('multipart/mixed; boundary=a', `${'--a\r\n\r\n'.repeat(200_000)}--a--`),
    text: LIMIT,
  },
  { name: '100,000 fields', raw: `${numbered(100_000, i => `X-H${i}: v\r\n`)}\r\nx`, text: 'x' },
  {
    name: '85,000 recipients',
    raw: `To: ${numbered(85_000, i => `"n${i}" <u${i}@example.com>, `)}\r\n\r\nx`,
    text: 'x',
  },
  {
    name: 'a name in 60,000 pieces',
    raw: messageOf(`text/plain${numbered(60_000, i => `;\r\n name*${i}=a`)}`, 'x'),
    text: LIMIT,
  },
  { name: 'only a header', raw: 'Subject: x\r\n\r\n', text: null },
  ...BROKEN.map(([name, raw, text]) => ({ name, raw, text })),
  { name: 'a charset of nobody', raw: messageOf('text/plain; charset=x-klingon', '\xe9'), text: 'é' },
  { name: 'UTF-7', raw: messageOf('text/plain; charset=utf-7', '+ADw-script+AD4-'), text: '<script>' },
  { name: 'winmail.dat', raw: messageOf('application/ms-tnef; name=winmail.dat', ''), text: null },
]

/** Dovecot gives a type that is none as it stands (RFC 2045 §5.2 asks for text). */
const DESCRIBED_OTHERWISE: Readonly<Record<string, { readonly PartContentTypes: string }>> = {
  'with a type that is none': { PartContentTypes: '/' },
}

const good = (id: number) =>
  Buffer.from(`From: good@example.com\r\nSubject: good ${id}\r\n\r\ntext ${id}\r\n`)

async function fill(port: number, messages: readonly Buffer[]): Promise<void> {
  const writer = await otherClient(port)
  for (const message of messages) await writer.append('INBOX', message)
  await writer.logout()
}

type Row = Readonly<Record<string, string | number | null>>

describe('bad messages on a real server', () => {
  let dovecot: Dovecot | undefined
  const rows = new Map<number, Row>()
  let milliseconds: number

  beforeAll(async () => {
    dovecot = await startDovecot(null)
    await fill(
      dovecot.port,
      BAD.flatMap(({ raw }, index) => [good(2 * index + 1), octets(raw)]),
    )
    await using db = await connectTo(dovecot)
    milliseconds = await cpuTime(async () => {
      const answer = await db.query<Row>(
        'SELECT Id, Subject, [To], BodyText, BodyHtml, Attachments, PartContentTypes, Headers, ParseError FROM INBOX',
      )
      for (const row of answer.rows) rows.set(Number(row['Id']), row)
    })
    expect((await db.queryArrays('SELECT COUNT(*) FROM INBOX')).rows).toEqual([[2 * BAD.length]])
  })
  afterAll(() => dovecot?.stop())

  test('leave every other row as it is, in bounded time', () => {
    expect(rows.size).toBe(2 * BAD.length)
    for (let id = 1; id < rows.size; id += 2)
      expect(rows.get(id)).toMatchObject({
        Subject: `good ${id}`,
        BodyText: `text ${id}\n`,
        ParseError: null,
      })
    expect(milliseconds).toBeLessThan(5_000 * BAD.length)
  })

  test.each(BAD.map((bad, index) => ({ ...bad, id: 2 * index + 2 })))(
    '(with $name) are a row with their text or the reason why not',
    ({ name, text, id }) => {
      const { BodyText, ParseError, PartContentTypes } = rows.get(id)!
      const other = DESCRIBED_OTHERWISE[name]
      if (other !== undefined) expect({ BodyText, PartContentTypes }).toEqual({ BodyText: null, ...other })
      else if (text instanceof RegExp) {
        if (ParseError !== null) expect(ParseError).toMatch(text)
        else expect(BodyText === null || String(BodyText).length < 2_000_000).toBe(true)
      } else expect(BodyText === null ? null : String(BodyText).trimEnd()).toBe(text?.trimEnd() ?? null)
    },
  )
})

test('content elsewhere is not fetched from what a real server describes either', async () => {
  await using elsewhere = await startElsewhere()
  const dovecot = await startDovecot(null)
  try {
    const raw = [externalBodies(elsewhere.port), messageOf('text/html', htmlOf(elsewhere.port))]
    await fill(dovecot.port, raw.map(octets))
    await using db = await connectTo(dovecot)
    const { rows } = await db.query('SELECT BodyText, BodyHtml, AttachmentData FROM INBOX ORDER BY Id')
    expect(rows).toHaveLength(2)
    expect(String(rows[1]!['BodyHtml']).trim()).toBe(htmlOf(elsewhere.port))
    expect(elsewhere.visits()).toBe(0)
  } finally {
    dovecot.stop()
  }
})
