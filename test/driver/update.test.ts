import { expect, test } from 'vitest'
import { smallAccount } from '../support/mailbox.ts'

const inbox = (count: number) => Array.from({ length: count }, () => ({}))

test('UPDATE sets flags by one command for all messages, and reads nothing but what it needs', async () => {
  const { db, sent, message } = await smallAccount([
    {},
    { flags: ['\\Seen'] },
    {},
    { subject: 'x'.repeat(500) },
  ])
  const result = await db.query('UPDATE Inbox SET IsRead = 1, IsStarred = true WHERE Size < ?', [400])
  expect(result).toMatchObject({ command: 'UPDATE', rowCount: 3, rows: [], columns: [] })
  expect([1, 2, 3, 4].map(n => message(n)!.flags.includes('\\Seen'))).toEqual([true, true, true, false])
  expect(message(1)!.labels).toContain('\\Starred')
  const lines = sent()
  expect(lines.filter(line => line.startsWith('UID STORE'))).toEqual([
    'UID STORE 1,3 +FLAGS.SILENT (\\Flagged \\Seen)',
    'UID STORE 2 +FLAGS.SILENT (\\Flagged)',
  ])
  const read = lines.filter(line => /FETCH|SEARCH/.test(line)).join('\n')
  expect(read).toContain('SMALLER 400')
  expect(read).not.toMatch(/ENVELOPE|BODY|HEADER|RFC822\.TEXT/)
  expect(lines.indexOf('SELECT "INBOX"')).toBeGreaterThan(lines.findIndex(line => line.includes('FETCH')))
})

test('new values are expressions over the row, other tables and parameters', async () => {
  const { db, message } = await smallAccount([
    { subject: 'a' },
    { subject: 'b', flags: ['\\Seen'] },
    { subject: 'c' },
  ])
  await db.query('UPDATE Inbox SET IsRead = NOT IsRead WHERE Subject IN (:one, :two)', { one: 'a', two: 'b' })
  expect([1, 2, 3].map(n => message(n)!.flags)).toEqual([['\\Seen'], [], []])
  await db.query(
    "INSERT INTO marks#TEMP (Subject, Flags) VALUES ('a', 'Flagged'), ('c', 'Seen Work'), ('c', '')",
  )
  const result = await db.query(
    'UPDATE Inbox AS i SET Flags = m.Flags FROM marks#TEMP m WHERE m.Subject = i.Subject',
  )
  expect(result.rowCount).toBe(2)
  expect([1, 3].map(n => [...message(n)!.flags].sort())).toEqual([['\\Flagged'], ['Work', '\\Seen']])
  const joined = `UPDATE Inbox AS i SET Flags = m.Flags || ' ' || :more FROM marks#TEMP m JOIN Inbox o ON o.Subject = m.Subject
    WHERE o.Id = i.Id AND m.Subject = :subject RETURNING Id, i.Subject, Flags`
  const { rows } = await db.query(joined, { more: 'Answered', subject: 'a' })
  expect(rows).toEqual([{ Id: 1, Subject: 'a', Flags: '\\Answered \\Flagged' }])
  await db.query("UPDATE Inbox SET Labels = (SELECT 'Important') WHERE Id = (SELECT MAX(Id) FROM Inbox)")
  expect(message(3)!.labels).toEqual(['\\Important'])
})

test('Flags and Labels are written as lists, as JSON, and as they are read', async () => {
  const { demo, db, message } = await smallAccount(inbox(2))
  for (const label of ['Work', 'Work/Project X', '受信']) demo.gmaild.account.createLabel(label)
  await db.query("UPDATE Inbox SET Flags = 'seen, \\Answered Work' WHERE Id = 1")
  expect(new Set(message(1)!.flags)).toEqual(new Set(['\\Answered', '\\Seen', 'Work']))
  await db.query("UPDATE Inbox SET Flags = REPLACE(Flags, '\\Seen', '') WHERE Id = 1")
  expect(new Set(message(1)!.flags)).toEqual(new Set(['\\Answered', 'Work']))
  await db.query(`UPDATE Inbox SET Labels = '["\\\\Inbox","Work/Project X","受信"]' WHERE Id = 1`)
  expect(new Set(message(1)!.labels)).toEqual(new Set(['\\Inbox', 'Work/Project X', '受信']))
  await db.query("UPDATE Inbox SET Labels = json_insert(Labels, '$[#]', 'Work') WHERE Id = 1")
  expect(message(1)!.labels).toContain('Work')
  await db.query("UPDATE Inbox SET Labels = 'Inbox, Work' WHERE Id = 1")
  expect(new Set(message(1)!.labels)).toEqual(new Set(['\\Inbox', 'Work']))
})

test('the label of the mailbox itself is taken off by way of All Mail', async () => {
  const { db, message, sent } = await smallAccount([{ labels: ['\\Inbox', 'Work'] }, { labels: ['Work'] }])
  await db.query("UPDATE Inbox SET Labels = 'Work' WHERE Id = 1")
  expect(message(1)!.labels).toEqual(['Work'])
  expect(sent().filter(line => /^UID (?:STORE|MOVE)/.test(line))).toEqual(['UID MOVE 1 "[Gmail]/All Mail"'])
  await db.query("UPDATE Work SET Labels = '' WHERE TRUE")
  expect([1, 2].map(n => message(n)!.labels)).toEqual([[], []])
  expect((await db.queryArrays('SELECT COUNT(*) FROM Messages')).rows).toEqual([[2]])
})

test('a place that a message is in may be named among its labels', async () => {
  const { db, message } = await smallAccount([{ labels: ['\\Spam'] }, { labels: ['Work'] }])
  await db.query("UPDATE Spam SET Labels = json_insert(Labels, '$[#]', 'Work') WHERE Id = 1")
  await db.call('SetLabels', { Id: 1, Mailbox: 'Spam', Labels: '\\Starred', OperationType: 'ADD' })
  expect(message(1)).toMatchObject({ place: 'spam' })
  expect(new Set(message(1)!.labels)).toEqual(new Set(['\\Starred', 'Work']))
})

test('a star is one fact, set as a flag or as a label', async () => {
  const { db, message } = await smallAccount(inbox(1))
  const stars = () => [message(1)!.flags.includes('\\Flagged'), message(1)!.labels.includes('\\Starred')]
  await db.query("UPDATE Inbox SET Labels = 'Inbox,\\Starred' WHERE Id = 1")
  expect(stars()).toEqual([true, true])
  await db.query('UPDATE Starred SET IsStarred = 0 WHERE TRUE')
  expect(stars()).toEqual([false, false])
  await db.query("UPDATE Inbox SET Flags = 'Flagged' WHERE Id = 1")
  expect(stars()).toEqual([true, true])
  const both = "UPDATE Inbox SET IsStarred = 1, Labels = 'Inbox' WHERE Id = 1"
  await expect(db.query(both)).rejects.toMatchObject({ code: 'BAD_VALUE' })
})

test('Mailbox moves from one mailbox to another; in Messages a label comes instead of the inbox', async () => {
  const { demo, db, ids, message } = await smallAccount([{}, {}, {}, {}])
  demo.gmaild.account.createLabel('Work')
  await db.query("UPDATE Inbox SET Mailbox = 'Work', IsRead = 1 WHERE Id = 1")
  expect(message(1)).toMatchObject({ labels: ['Work'], flags: ['\\Seen'] })
  await db.query("UPDATE Messages SET Mailbox = 'Work' WHERE Id = ?", [ids[1]!])
  expect(message(2)!.labels).toEqual(['Work'])
  await db.query("UPDATE Messages SET Mailbox = '[Gmail]/All Mail' WHERE MsgId = ?", [ids[2]!])
  expect(message(3)!.labels).toEqual([])
  await db.query("UPDATE Messages SET Mailbox = 'Trash' WHERE MsgId = ?", [ids[3]!])
  expect(message(4)).toMatchObject({ place: 'trash' })
  await db.query("UPDATE Messages SET Mailbox = 'Inbox' WHERE MsgId = ? AND IncludeSpamTrash = 1", [ids[3]!])
  expect(message(4)).toMatchObject({ place: 'mail', labels: ['\\Inbox'] })
})

test('RETURNING tells of the messages as they are after it, also where they were moved to', async () => {
  const { demo, db, ids } = await smallAccount([{ subject: 'a' }, { subject: 'b' }, { subject: 'c' }])
  demo.gmaild.account.createLabel('Work')
  const returned = 'UPDATE Inbox SET IsRead = 1 WHERE Id > 1 RETURNING Id, Subject AS s, IsRead, Flags'
  expect(await db.query(returned)).toMatchObject({
    rowCount: 2,
    rows: [
      { Id: 3, s: 'c', IsRead: 1, Flags: '\\Seen' },
      { Id: 2, s: 'b', IsRead: 1, Flags: '\\Seen' },
    ],
  })
  const moved =
    "UPDATE Inbox i SET Mailbox = 'Work' WHERE i.Subject = 'b' RETURNING Id, i.Mailbox, Labels, MsgId"
  expect((await db.query(moved)).rows).toEqual([
    { Id: 1, Mailbox: 'Work', Labels: '["Work"]', MsgId: ids[1] },
  ])
  const nothing = await db.query('UPDATE Inbox SET IsRead = 1 WHERE Id = 99 RETURNING Id, Subject')
  expect(nothing).toMatchObject({ rowCount: 0, rows: [], columns: [{ name: 'Id' }, { name: 'Subject' }] })
})

test('DELETE moves to Trash, for good only from there and from Spam, and with permission', async () => {
  const { db, demo, message, sent } = await smallAccount([
    {},
    {},
    { labels: ['Work'] },
    { labels: ['\\Spam'] },
  ])
  const deleted = await db.query('DELETE FROM Inbox WHERE Id = 1 RETURNING Id, Subject')
  expect(deleted).toMatchObject({ command: 'DELETE', rowCount: 1, rows: [{ Id: 1, Subject: '1' }] })
  await db.query('DELETE FROM Work WHERE Subject = 3')
  await db.query("DELETE FROM Messages WHERE Subject = '2'")
  expect([1, 2, 3].map(n => message(n)!.place)).toEqual(['trash', 'trash', 'trash'])
  const lines = sent()
  expect(lines.filter(line => /^UID (?:MOVE|STORE|EXPUNGE)/.test(line))).toEqual([
    'UID MOVE 1 "[Gmail]/Trash"',
    'UID MOVE 1 "[Gmail]/Trash"',
    'UID MOVE 2 "[Gmail]/Trash"',
  ])
  await expect(db.query('DELETE FROM Trash WHERE Id = 1')).rejects.toMatchObject({ code: 'NEEDS_PERMISSION' })
  const all = 'DELETE FROM Messages WHERE IncludeSpamTrash = 1'
  await expect(db.query(all)).rejects.toMatchObject({ code: 'NEEDS_PERMISSION' })
  expect(sent().filter(line => /MOVE|STORE|EXPUNGE/.test(line))).toEqual([])
  const allowed = await demo.open('AllowPermanentDelete=true')
  expect((await allowed.query('DELETE FROM Trash WHERE Id = 1')).rowCount).toBe(1)
  expect((await allowed.query('DELETE FROM Spam WHERE TRUE')).rowCount).toBe(1)
  expect([1, 2, 3, 4].map(n => message(n)?.place)).toEqual([undefined, 'trash', 'trash', undefined])
})

test('BatchSize says how many messages one command writes', async () => {
  const { db, sent } = await smallAccount(inbox(5), 'BatchSize=2')
  expect((await db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rowCount).toBe(5)
  expect(sent().filter(line => line.startsWith('UID STORE'))).toEqual([
    'UID STORE 1:2 +FLAGS.SILENT (\\Seen)',
    'UID STORE 3:4 +FLAGS.SILENT (\\Seen)',
    'UID STORE 5 +FLAGS.SILENT (\\Seen)',
  ])
})

test('DELETE of one mail reads neither envelopes nor structures', async () => {
  const { db, sent } = await smallAccount(inbox(3))
  expect((await db.query('DELETE FROM Inbox WHERE IsRead = 0')).rowCount).toBe(3)
  expect(sent().join('\n')).not.toMatch(/ENVELOPE|BODY/)
})

test.each([
  ['UPDATE Inbox SET Subject = 1 WHERE Id = 1', 'NOT_WRITABLE'],
  ['UPDATE Inbox SET IsDraft = 1 WHERE Id = 1', 'NOT_WRITABLE'],
  ['UPDATE Inbox SET Id = 2 WHERE Id = 1', 'NOT_WRITABLE'],
  ["UPDATE Inbox SET Flags = '\\Draft' WHERE Id = 1", 'NOT_WRITABLE'],
  ["UPDATE Inbox SET Labels = '\\Trash' WHERE Id = 1", 'NOT_WRITABLE'],
  ["UPDATE Inbox SET Labels = 'Inbox,Sent' WHERE Id = 1", 'NOT_WRITABLE'],
  ["UPDATE Inbox SET Labels = '\\Sent' WHERE Id = 1", 'NOT_WRITABLE'],
  ["UPDATE Inbox SET Labels = '\\Nonsense' WHERE Id = 1", 'BAD_VALUE'],
  ["UPDATE Inbox SET Labels = 'Wrok' WHERE Id = 1", 'NO_TABLE'],
  ['UPDATE Inbox SET Labels = NULL WHERE Id = 1', 'BAD_VALUE'],
  ["UPDATE Inbox SET Flags = '\\Deleted' WHERE Id = 1", 'BAD_VALUE'],
  ["UPDATE Inbox SET Flags = 'Grün' WHERE Id = 1", 'BAD_VALUE'],
  ['UPDATE Inbox SET Flags = 1 WHERE Id = 1', 'BAD_VALUE'],
  ["UPDATE Inbox SET IsRead = 'maybe' WHERE Id = 1", 'BAD_VALUE'],
  ['UPDATE Inbox SET IsRead = NULL WHERE Id = 1', 'BAD_VALUE'],
  ["UPDATE Inbox SET Mailbox = 'Nowhere' WHERE Id = 1", 'NO_TABLE'],
  ["UPDATE Inbox SET Mailbox = 'Labels' WHERE Id = 1", 'BAD_VALUE'],
  ['UPDATE Inbox SET Nonsense = 1 WHERE Id = 1', 'NO_COLUMN'],
  ['UPDATE Inbox SET IsRead = 1, isread = 0 WHERE Id = 1', 'SYNTAX'],
  ['UPDATE Inbox SET IsRead = 1', 'NEEDS_WHERE'],
  ['DELETE FROM Inbox', 'NEEDS_WHERE'],
  ['DELETE FROM Inbox RETURNING Id', 'NEEDS_WHERE'],
  ['UPDATE Nowhere SET IsRead = 1 WHERE Id = 1', 'NO_TABLE'],
  ['UPDATE sys_tables SET TableName = 1 WHERE 1', 'NOT_WRITABLE'],
  ['DELETE FROM Threads WHERE 1', 'NOT_WRITABLE'],
  ['DELETE FROM Inbox WHERE Nonsense = 1', 'NO_COLUMN'],
  ['UPDATE OR REPLACE Inbox SET IsRead = 1 WHERE Id = 1', 'NOT_SUPPORTED'],
  ['UPDATE Inbox SET IsRead = 1 WHERE Id = 1 RETURNING ?', 'NOT_SUPPORTED'],
  ['DRY RUN SELECT 1', 'NOT_SUPPORTED'],
])('%s is %s, and changes nothing', async (sql, code) => {
  const { demo, db, message, sent } = await smallAccount(inbox(1))
  demo.gmaild.account.createLabel('Work')
  await expect(db.query(sql)).rejects.toMatchObject({ code })
  expect(message(1)).toMatchObject({ labels: ['\\Inbox'], flags: [] })
  expect(sent().filter(line => /SELECT|STORE|MOVE/.test(line))).toEqual([])
})

test('an unknown label is refused with the near one; CreateLabels makes it', async () => {
  const { demo, db, message } = await smallAccount(inbox(2))
  demo.gmaild.account.createLabel('Work')
  const update = "UPDATE Inbox SET Labels = 'Inbox,Wrok' WHERE Id = 1"
  await expect(db.query(update)).rejects.toMatchObject({ hint: expect.stringContaining('"Work"') })
  const creating = await demo.open('CreateLabels=true')
  await creating.query(update)
  expect(message(1)!.labels).toEqual(['\\Inbox', 'Wrok'])
  await creating.query("UPDATE Inbox SET Mailbox = 'Neu/Büro' WHERE Id = 2")
  expect(message(2)!.labels).toEqual(['Neu/Büro'])
  expect((await creating.queryArrays('SELECT Subject FROM "Neu/Büro"')).rows).toEqual([['2']])
})

test('MaxAffected and ThrowsKeyNotFound refuse before anything is sent; AllowUnfiltered allows', async () => {
  const { demo, db, sent, message } = await smallAccount(inbox(3), 'MaxAffected=2;ThrowsKeyNotFound=true')
  const update = 'UPDATE Inbox SET IsRead = 1 WHERE Id > 0'
  await expect(db.query(update)).rejects.toMatchObject({ code: 'TOO_MANY_AFFECTED' })
  await expect(db.query('DELETE FROM Inbox WHERE Id = 9')).rejects.toMatchObject({ code: 'BAD_VALUE' })
  expect(sent().filter(line => /SELECT|STORE|MOVE/.test(line))).toEqual([])
  expect((await db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 1')).rowCount).toBe(2)
  const unfiltered = await demo.open('AllowUnfiltered=true')
  expect((await unfiltered.query('UPDATE Inbox SET IsRead = 1')).rowCount).toBe(3)
  expect(message(1)!.flags).toEqual(['\\Seen'])
})

test('Readonly refuses before anything is asked, but for DRY RUN and temporary tables', async () => {
  const { demo } = await smallAccount(inbox(1))
  for (const [properties, code] of [['Readonly=true', 'READ_ONLY']] as const) {
    const db = await demo.open(properties)
    await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id = 1')).rejects.toMatchObject({ code })
    await expect(db.query('DELETE FROM Nonsense')).rejects.toMatchObject({ code })
    expect(demo.commands()).toEqual([])
    expect((await db.queryArrays('DRY RUN DELETE FROM Inbox')).rows).toHaveLength(1)
    expect((await db.query("INSERT INTO t#TEMP (a) VALUES ('allowed')")).rowCount).toBe(1)
    demo.commands()
  }
})

test('DRY RUN lists what would change, and changes nothing', async () => {
  const { demo, db, ids, message, sent } = await smallAccount([{}, { flags: ['\\Seen'] }])
  demo.gmaild.account.createLabel('Work')
  const update = "DRY RUN UPDATE Inbox SET IsRead = 1, Labels = 'Work' WHERE Id > 0"
  expect((await db.query(update)).rows).toEqual([
    { Mailbox: 'INBOX', Id: 2, MsgId: ids[1], Change: 'labels +Work; to [Gmail]/All Mail' },
    { Mailbox: 'INBOX', Id: 1, MsgId: ids[0], Change: 'flags +\\Seen; labels +Work; to [Gmail]/All Mail' },
  ])
  expect((await db.queryArrays('DRY RUN DELETE FROM Inbox')).rows).toEqual([
    ['INBOX', 2, ids[1], 'to [Gmail]/Trash'],
    ['INBOX', 1, ids[0], 'to [Gmail]/Trash'],
  ])
  expect(message(1)).toMatchObject({ labels: ['\\Inbox'], flags: [] })
  expect(sent().filter(line => /SELECT|STORE|MOVE/.test(line))).toEqual([])
})

test('ids of a mailbox that was rebuilt since they were read name nothing any more', async () => {
  const { demo, db, message } = await smallAccount(inbox(2))
  await db.query('SELECT Id FROM Inbox')
  demo.gmaild.account.renumber('INBOX')
  for (const sql of ['UPDATE Inbox SET IsRead = 1 WHERE Id = 1', 'DELETE FROM Inbox WHERE Id = 1'])
    await expect(db.query(sql)).rejects.toMatchObject({ code: 'STALE_ID' })
  expect(message(1)).toMatchObject({ flags: [], place: 'mail' })
  await db.query('SELECT Id FROM Inbox')
  expect((await db.query('UPDATE Inbox SET IsRead = 1 WHERE Id = 1')).rowCount).toBe(1)
})

test('after a write a statement shows it, also within CacheTolerance and in another mailbox', async () => {
  const { db } = await smallAccount([{ labels: ['\\Inbox', 'Work'] }, {}], 'CacheTolerance=600')
  const read =
    'SELECT (SELECT COUNT(*) FROM Inbox), (SELECT SUM(IsRead) FROM Messages), (SELECT SUM(IsRead) FROM Work)'
  expect((await db.queryArrays(read)).rows).toEqual([[2, 0, 0]])
  await db.query('UPDATE Inbox SET IsRead = 1 WHERE Id = 1')
  expect((await db.queryArrays(read)).rows).toEqual([[2, 1, 1]])
  await db.query('DELETE FROM Inbox WHERE Id = 1')
  expect((await db.queryArrays(read)).rows).toEqual([[1, 0, null]])
})

test('a prepared UPDATE runs with each of its values, and ROLLBACK tells what was done', async () => {
  const { db, message } = await smallAccount(inbox(2))
  const update = await db.prepare('UPDATE Inbox SET IsRead = ? WHERE Id = ?')
  await db.query('BEGIN')
  expect((await update.run([1, 1])).rowCount).toBe(1)
  expect((await update.run([1, 2])).rowCount).toBe(1)
  expect([1, 2].map(n => message(n)!.flags)).toEqual([['\\Seen'], ['\\Seen']])
  await expect(db.query('ROLLBACK')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining('UPDATE of 1 message in Inbox'),
  })
})
