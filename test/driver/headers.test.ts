import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

const HEADER = [
  'From: ann@example.com',
  'Subject: Re: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
  'References: <1@example.com>',
  '\t<2@example.com>',
  'list-id: The list <list.example.com>',
  'X-Odd:  two  blanks \rList-Id: <no field, a bare CR ends no line>',
  '',
  '',
].join('\r\n')

test('Headers is the block as it is; References and ListId are its fields, unfolded', async () => {
  await using demo = await startDemo({ messages: 0 })
  demo.gmaild.account.append({ raw: `${HEADER}body`, labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.query('SELECT Headers, [References], ListId FROM Inbox')
  expect(rows).toEqual([
    {
      Headers: HEADER,
      References: '<1@example.com>\t<2@example.com>',
      ListId: 'The list <list.example.com>',
    },
  ])
})

test('8-bit bytes of a header are UTF-8 where they are valid UTF-8, else windows-1252', async () => {
  await using demo = await startDemo({ messages: 0 })
  demo.gmaild.account.append({
    raw: Buffer.from('Subject: caf\xe9\r\n\r\n', 'latin1'),
    labels: ['\\Inbox'],
  })
  demo.gmaild.account.append({ raw: Buffer.from('Subject: café\r\n\r\n'), labels: ['\\Inbox'] })
  const db = await demo.open()
  expect((await db.queryArrays('SELECT Headers FROM Inbox')).rows).toEqual([
    ['Subject: café\r\n\r\n'],
    ['Subject: café\r\n\r\n'],
  ])
})

test('header blocks are fetched when they are read, by PEEK, and once a message whichever mailbox shows it', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT *, HasAttachments FROM Inbox')
  expect(demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))).toEqual([])
  await db.query('SELECT Headers FROM [Gmail/All Mail] ORDER BY 1')
  const peeks = demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))
  expect(peeks.map(({ line }) => line.replace(/^.*\(/, '('))).toEqual(['(UID BODY.PEEK[HEADER]<0.16000>)'])
  const { rows } = await db.query('SELECT Headers FROM Inbox WHERE Headers IS NOT NULL')
  expect(rows.length).toBeGreaterThan(50)
  expect(demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))).toEqual([])
})

test('the message whose content Gmail cannot send has a NULL there, with a notice; the others come', async () => {
  await using demo = await startDemo({
    messages: 0,
    intercept: ({ line }) => {
      const rows = /UID FETCH (?:(1:3)|2) \(UID BODY/.exec(line)
      const tagged = 'NO Some messages could not be FETCHed (Failure)'
      return rows ? { rows: rows[1] ? 1 : 0, tagged } : undefined
    },
  })
  for (const n of [1, 2, 3])
    demo.gmaild.account.append({ raw: `Subject: ${n}\r\nList-Id: <${n}>\r\n\r\n`, labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.queryArrays('SELECT Subject, ListId FROM Inbox ORDER BY Id')
  expect(rows).toEqual([
    ['1', '<1>'],
    ['2', null],
    ['3', '<3>'],
  ])
  const warnings = await db.queryArrays('SELECT * FROM sys_warnings')
  expect(warnings.rows).toContainEqual([
    1,
    'UNREADABLE_MESSAGE',
    expect.stringContaining('the content of UID 2'),
  ])
})
