import { expect, test } from 'vitest'
import { startGmaild } from '../../../src/gmaild/index.ts'
import { connected } from '../support.ts'

const RECEIVED = new Date('2024-05-06T07:08:09Z')

test.each([
  ['a date that is none', 'Thu, 99 Foo 99999 25:61:61 +9999', null],
  ['no digits', 'yesterday', null],
  ['nothing', '', null],
  ['a day that does not exist', 'Fri, 30 Feb 2024 10:00:00 +0000', null],
  ['a year of two digits and a zone by name', '1 Jan 01 00:00:00 EST', '2001-01-01 05:00:00'],
  ['100,000 blanks', `Mon,${' '.repeat(100_000)}x`, null],
])(
  'of %s in the Date header comes a date or NULL, and the row has the date of its arrival',
  async (_, date, expected) => {
    await using gmaild = await startGmaild({ messages: 0 })
    const raw = `From: a@example.com\r\nSubject: x\r\nDate: ${date}\r\n\r\nx`
    gmaild.account.append({ raw, labels: ['\\Inbox'], internalDate: RECEIVED })
    const { host, port, user, password } = gmaild
    const place = { Server: host, Port: port, TLS: 'None', User: user, Password: password }
    const sql = 'SELECT Subject, Date, ReceivedDate FROM Inbox'
    const { rows } = await connected(place, db => db.query(sql))
    expect(rows).toEqual([{ Subject: 'x', Date: expected, ReceivedDate: '2024-05-06 07:08:09' }])
  },
)
