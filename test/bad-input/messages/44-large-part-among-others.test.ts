import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'

test('other rows stream while a text of 60 MB in base64 is read, and it has a row that says so', {
  timeout: 180_000,
}, async () => {
  await using demo = await startDemo({ messages: 0 })
  const inbox = (raw: string) => demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  const line = `${'QUJD'.repeat(19)}\r\n`
  const head = 'Subject: large\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n'
  inbox(head + line.repeat(60_000_000 / line.length))
  for (let n = 0; n < 100; n++) inbox(`Subject: small\r\n\r\nsmall ${n}`)
  const db = await demo.open()
  const small: unknown[] = []
  const large: unknown[] = []
  for await (const row of db.stream('SELECT Subject, Snippet, ParseError FROM Inbox'))
    (row['Subject'] === 'small' ? small : large).push(Object.values(row))
  expect(small).toEqual(Array.from({ length: 100 }, (_, at) => ['small', `small ${99 - at}`, null]))
  expect(large).toEqual([['large', null, expect.stringMatching(/^MESSAGE_LIMIT/)]])
})
