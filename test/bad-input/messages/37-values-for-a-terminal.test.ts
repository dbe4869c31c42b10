import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'

const HOSTILE = [
  '\u001b]0;owned\u0007\u001b[2J',
  'c1 \u0080\u009b31m controls',
  'gnp.\u202etxt.exe \u2066isolate\u2069',
  '\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\',
]

test.each(HOSTILE)('%j comes through the library and JSON exactly as it was sent', async value => {
  await using demo = await startDemo({ messages: 0 })
  const subject = `=?utf-8?B?${Buffer.from(value).toString('base64')}?=`
  const raw = `Subject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${value}`
  demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.queryArrays('SELECT Subject, BodyText, json_quote(BodyText) FROM Inbox')
  expect(rows[0]!.slice(0, 2)).toEqual([value, value])
  expect(JSON.parse(String(rows[0]![2]))).toBe(value)
})
