import { expect, test } from 'vitest'
import { readAmongOthers } from './mailbox.ts'

const DATES: Readonly<Record<string, readonly [given: string, shown: string | null]>> = {
  'a date that is none': ['Thu, 99 Foo 99999 25:61:61 +9999', null],
  'the year 1 by name of its zone': ['1 Jan 01 00:00:00 EST', '2001-01-01 05:00:00'],
  'the year 1901': ['Tue, 1 Jan 1901 00:00:00 +0000', '1901-01-01 00:00:00'],
  'no date': ['', null],
}

test('bad dates are NULL or what they mean, beside the date of arrival, and cost no other row', async () => {
  const messages = Object.entries(DATES).map(([name, [given]]) => [
    name,
    `Date: ${given}\r\nSubject: x\r\n\r\nx`,
  ])
  const rows = await readAmongOthers(Object.fromEntries(messages))
  for (const [name, [, shown]] of Object.entries(DATES)) {
    expect({ name, ...rows[name] }).toMatchObject({ name, Date: shown, Subject: 'x', BodyText: 'x' })
    expect(rows[name]!['ReceivedDate']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  }
})

const LONG = `<${'x'.repeat(5000)}@example.com>`
const IDS: Readonly<Record<string, readonly [given: string, shown: string | null]>> = {
  one: ['Message-ID: <one@example.com>\r\n', '<one@example.com>'],
  'the same': ['Message-ID: <one@example.com>\r\n', '<one@example.com>'],
  none: ['', null],
  'none again': ['', null],
  'one of 5,000 characters': [`Message-ID: ${LONG}\r\n`, LONG],
  'one with a line break': ['Message-ID: <a\r\n b@example.com>\r\n', '<a b@example.com>'],
  'one with a command': ['Message-ID: <x"\tZ9 EXPUNGE@example.com>\r\n', '<x"\tZ9 EXPUNGE@example.com>'],
}

test('messages with one id, none or a bad one are rows of their own, each with its own text', async () => {
  const messages = Object.entries(IDS).map(([name, [id]]) => [
    name,
    `${id}Subject: ${name}\r\n\r\nof ${name}`,
  ])
  const rows = await readAmongOthers(Object.fromEntries(messages))
  for (const [name, [, shown]] of Object.entries(IDS))
    expect({ name, ...rows[name] }).toMatchObject({
      name,
      Subject: name,
      BodyText: `of ${name}`,
      MessageId: shown,
    })
})
