import { expect, test } from 'vitest'
import { type Demo, startDemo } from '../support/demo.ts'

interface File {
  readonly name: string
  readonly content: string
}

function mail(subject: string, files: readonly File[]): string {
  const parts = files.flatMap(({ name, content }) => [
    '--m',
    `Content-Type: application/octet-stream; name=${name}`,
    `Content-Disposition: attachment; filename=${name}`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64'),
  ])
  const text = ['--m', 'Content-Type: text/plain', '', 'See the files.']
  return [
    `Subject: ${subject}`,
    'Content-Type: multipart/mixed; boundary=m',
    '',
    ...text,
    ...parts,
    '--m--',
  ].join('\r\n')
}

const LARGE = 'large '.repeat(10_000)

/** Messages with the parts 2, 3 and 4. */
async function startWithFiles(): Promise<Demo> {
  const demo = await startDemo({ messages: 0 })
  for (const number of [1, 2, 3]) {
    const files = [
      { name: 'a.pdf', content: `a of ${number}` },
      { name: 'b.pdf', content: `b of ${number}${number === 2 ? LARGE : ''}` },
      { name: 'c.zip', content: `c of ${number}` },
    ]
    demo.gmaild.account.append({ raw: mail(`message ${number}`, files), labels: ['\\Inbox'] })
  }
  demo.gmaild.account.append({ raw: mail('only large', [{ name: 'l.pdf', content: LARGE }]), labels: [] })
  return demo
}

function partFetches(demo: Demo): string[] {
  return demo.commands().flatMap(({ line }) => (line.includes('BODY.PEEK') ? line.replace(/^\S+ /, '') : []))
}

test('the file is fetched of the rows that the conditions, ORDER BY and LIMIT leave, and of no other part', async () => {
  await using demo = await startWithFiles()
  const plain = await demo.open('Pushdown=None')
  const [[msgId]] = (await plain.queryArrays("SELECT MsgId FROM Messages WHERE Subject = 'message 3'"))
    .rows as [[string]]
  for (const [sql, fetches, params = []] of [
    ["SELECT Data FROM Attachments WHERE Filename = 'a.pdf'", ['UID FETCH 1:3 (UID BODY.PEEK[2])']],
    [
      "SELECT Filename, CAST(Data AS TEXT) FROM Attachments WHERE Filename = 'b.pdf' AND Size < 1000",
      ['UID FETCH 1,3 (UID BODY.PEEK[3])'],
    ],
    [
      'SELECT Data FROM Attachments WHERE MsgId = ?',
      ['UID FETCH 3 (UID BODY.PEEK[2] BODY.PEEK[3] BODY.PEEK[4])'],
      [msgId],
    ],
    [
      "SELECT Data FROM Attachments WHERE MsgId = ? AND PartId = '4'",
      ['UID FETCH 3 (UID BODY.PEEK[4])'],
      [msgId],
    ],
    [
      "SELECT Data FROM Attachments WHERE Filename LIKE '%.pdf' AND Size < 99 LIMIT 2",
      ['UID FETCH 3 (UID BODY.PEEK[2] BODY.PEEK[3])'],
    ],
    [
      "SELECT Data FROM Attachments WHERE Filename LIKE '%.pdf' AND Size < 99 LIMIT 1 OFFSET 2",
      ['UID FETCH 3 (UID BODY.PEEK[2] BODY.PEEK[3])', 'UID FETCH 2 (UID BODY.PEEK[2])'],
    ],
    [
      "SELECT Data FROM Attachments WHERE MessageSubject LIKE 'message%' ORDER BY Size DESC LIMIT 1",
      ['UID FETCH 2 (UID BODY.PEEK[3])'],
    ],
    ["SELECT count(*) FROM Attachments WHERE Filename = 'no such' AND Data IS NOT NULL", []],
  ] as const) {
    const expected = (await plain.queryArrays(sql, params)).rows
    demo.commands()
    const db = await demo.open()
    expect((await db.queryArrays(sql, params)).rows, sql).toEqual(expected)
    expect(partFetches(demo), sql).toEqual(fetches)
    await db.close()
  }
})

test('a term that reads the file decides over all parts that the others leave', async () => {
  await using demo = await startWithFiles()
  const db = await demo.open()
  const sql =
    "SELECT PartId FROM Attachments WHERE Filename <> 'b.pdf' AND Data LIKE '% of 2' ORDER BY PartId"
  expect((await db.queryArrays(sql)).rows).toEqual([['2'], ['4']])
  expect(partFetches(demo).join('; ')).not.toMatch(/UID FETCH .*2.* \(.*BODY\.PEEK\[3\]/)
})

test('what a statement lacks of a message’s files is fetched, and what is there is not fetched again', async () => {
  await using demo = await startWithFiles()
  const db = await demo.open()
  await db.query("SELECT Data FROM Attachments WHERE Filename = 'a.pdf'")
  demo.commands()
  const sql = "SELECT CAST(Data AS TEXT) FROM Attachments WHERE MessageSubject = 'message 1' ORDER BY PartId"
  expect((await db.queryArrays(sql)).rows).toEqual([['a of 1'], ['b of 1'], ['c of 1']])
  expect(partFetches(demo)).toEqual(['UID FETCH 1 (UID BODY.PEEK[3] BODY.PEEK[4])'])
  const whole =
    "SELECT AttachmentData FROM Messages WHERE Subject IN ('message 1', 'message 3') ORDER BY Subject"
  const base64 = (number: number) =>
    ['a', 'b', 'c'].map(letter => Buffer.from(`${letter} of ${number}`).toString('base64')).join(';')
  expect((await db.queryArrays(whole)).rows).toEqual([[base64(1)], [base64(3)]])
  expect(partFetches(demo)).toEqual(['UID FETCH 3 (UID BODY.PEEK[3] BODY.PEEK[4])'])
  await db.query(sql)
  await db.query(whole)
  expect(partFetches(demo)).toEqual([])
})

test('a file larger than MaxMessageBytes is a row without it, with a notice where it is asked for', async () => {
  await using demo = await startWithFiles()
  const db = await demo.open('MaxMessageBytes=20000')
  const small = await db.query("SELECT Data FROM Attachments WHERE Filename = 'a.pdf'")
  expect(small.notices.filter(({ code }) => code === 'MESSAGE_LIMIT')).toEqual([])
  const sql = 'SELECT Filename, Data IS NULL FROM Attachments WHERE Size > 20000 ORDER BY Filename'
  const { rows, notices } = await db.queryArrays(sql)
  expect(rows).toEqual([
    ['b.pdf', 1],
    ['l.pdf', 1],
  ])
  expect(notices.filter(({ code }) => code === 'MESSAGE_LIMIT')).toHaveLength(2)
})

test('EXPLAIN says that the file is fetched of the rows that are left', async () => {
  await using demo = await startWithFiles()
  const db = await demo.open()
  const plan = await db.explain('SELECT Data FROM Attachments WHERE Size < 99 LIMIT 2')
  expect(plan).toContain('narrow    WHERE (Size < 99) -- before the rest is fetched')
  expect(plan).toContain('then      BODY.PEEK[(attachments of the rows)]')
})
