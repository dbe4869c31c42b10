import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

test('LabelsFilter asks for all of its labels, and the server decides it', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const filter = "SELECT MsgId FROM Messages m WHERE m.LabelsFilter = 'Work, \\Inbox' ORDER BY 1"
  const terms =
    "SELECT MsgId FROM Messages WHERE HAS_LABEL(Labels, 'Work') AND HAS_LABEL(Labels, '\\Inbox') ORDER BY 1"
  const { rows } = await db.queryArrays(filter)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows).toEqual((await db.queryArrays(terms)).rows)
  expect(await db.explain(filter)).toContain('X-GM-LABELS "Work" X-GM-LABELS "\\\\Inbox" -- exact')
})

test.each([
  ['Work, \\Inbox', 'X-GM-LABELS "Work" X-GM-LABELS "\\\\Inbox" -- exact'],
  ['Work', 'X-GM-LABELS "Work" -- exact'],
  [' , ', '(none: the whole mailbox)'],
  ["o'clock", 'X-GM-LABELS "o\'clock" -- exact'],
])('LabelsFilter compared with a parameter that is %j is LabelsFilter of that text', async (list, search) => {
  await using demo = await startDemo()
  const db = await demo.open()
  const where = (value: string) => `SELECT MsgId FROM Messages m WHERE m.LabelsFilter = ${value} ORDER BY 1`
  const literal = where(`'${list.replaceAll("'", "''")}'`)
  expect(await db.explain(where('?'), [list])).toContain(`search    ${search}`)
  const { rows } = await db.queryArrays(where('?'), [list])
  expect(rows).toEqual((await db.queryArrays(literal)).rows)
  const not = (where: string) => where.replace('m.Labels', 'NOT m.Labels')
  const others = (await db.queryArrays(not(where(':list')), { list })).rows
  expect(others).toEqual((await db.queryArrays(not(literal))).rows)
  await using local = await demo.open('Pushdown=None')
  expect((await local.queryArrays(where('?'), [list])).rows).toEqual(rows)
  expect((await local.queryArrays(not(where('?')), [list])).rows).toEqual(others)
})

test('LabelsFilter compared with NULL is true of no row', async () => {
  await using demo = await startDemo({ messages: 30 })
  const db = await demo.open()
  const filter = 'SELECT Id FROM Inbox WHERE LabelsFilter = ? OR NOT LabelsFilter = ?'
  expect((await db.queryArrays(filter, [null, null])).rows).toEqual([])
})

test.each([
  ['ItemsPerPage = 100', []],
  ["MessageFormat = 'full'", []],
  ['IncludeAttachmentData = true', []],
  ['i.ItemsPerPage = ?', [50]],
])('%s is true of every row, with a notice', async (condition, params) => {
  await using demo = await startDemo({ messages: 30 })
  const db = await demo.open()
  const all = await db.queryArrays('SELECT Id FROM Inbox')
  const { rows, notices } = await db.queryArrays(`SELECT Id FROM Inbox i WHERE ${condition}`, params)
  expect(rows).toEqual(all.rows)
  expect(notices.map(({ code }) => code)).toEqual(['NOT_NEEDED'])
})

test.each(["[To] = 'a@b.example'", "Attachments = '.txt'"])(
  '%s compares the whole list, with a notice that says so',
  async condition => {
    await using demo = await startDemo({ messages: 30 })
    const db = await demo.open()
    const { notices } = await db.query(`SELECT Id FROM Inbox WHERE ${condition}`)
    expect(notices.map(({ code }) => code)).toEqual(['WHOLE_LIST'])
  },
)
