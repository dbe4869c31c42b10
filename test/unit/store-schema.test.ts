import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { envelopeCells } from '../../src/store/rows.ts'
import { ENVELOPE_COLUMNS, MIGRATIONS, STORE_SCHEMA } from '../../src/store/schema.ts'

/** How SQLite would find the rows of a statement over an empty store. */
function searches(sql: string): string[] {
  const store = new Database(':memory:')
  store.exec(STORE_SCHEMA)
  const steps = store.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]
  store.close()
  return steps.map(({ detail }) => detail)
}

const MAILBOX =
  'SELECT m.msgid AS MsgId, m.subject AS Subject FROM location l JOIN message m ON m.key = l.message_key WHERE l.mailbox_id ='

test('a join of two mailboxes finds the rows of the second by their message, not by reading all of it', () => {
  const steps = searches(`SELECT b.Subject FROM (${MAILBOX} 1) a JOIN (${MAILBOX} 2) b ON b.MsgId = a.MsgId`)
  expect(steps).toContain(
    'SEARCH l USING COVERING INDEX location_of_message (message_key=? AND mailbox_id=?)',
  )
  expect(steps.filter(step => step.startsWith('SCAN'))).toEqual([])
})

test('a mailbox alone is read in the order of its UIDs, newest first, without a sort', () => {
  const steps = searches(`SELECT l.uid ${MAILBOX.slice(MAILBOX.indexOf('FROM'))} 1 ORDER BY l.uid DESC`)
  expect(steps[0]).toBe('SEARCH l USING PRIMARY KEY (mailbox_id=?)')
  expect(steps.join()).not.toContain('B-TREE')
})

test('a store of before has its lists of addresses rewritten, and what it told twice removed', () => {
  const anna = { name: 'Anna "A" Ähre', address: 'anna@Mixed.Example' }
  const bob = { name: '', address: 'bob@plain.example' }
  const nobody = { name: 'undisclosed', address: 'MAILER' }
  const quoted = { name: '', address: '"a@b"@Äpfel.example' }
  const lists = { from: [anna], sender: [bob], replyTo: [anna], to: [quoted, bob], cc: [nobody], bcc: [] }
  const roles = { from: 'from', sender: 'sender', replyTo: 'reply-to', to: 'to', cc: 'cc', bcc: 'bcc' }
  const old = Object.entries(lists).flatMap(([key, addresses]) =>
    addresses.map(({ name, address }, index) => {
      const domain = address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : null
      const role = roles[key as keyof typeof roles]
      return { role, name: name || null, address, domain, ordinal: index + 1 }
    }),
  )
  const store = new Database(':memory:')
  const at = MIGRATIONS.findIndex(sql => sql.includes('DROP COLUMN full_from'))
  for (const sql of MIGRATIONS.slice(0, at)) store.exec(sql)
  const insert = store.prepare('INSERT INTO message (msgid, full_from, address_list) VALUES (?, ?, ?)')
  insert.run('1', 'Anna <anna@Mixed.Example>', JSON.stringify(old))
  insert.run('2', null, null)
  for (const sql of MIGRATIONS.slice(at)) store.exec(sql)
  const [first, second] = store.prepare('SELECT address_list FROM message ORDER BY msgid').pluck().all()
  store.close()
  const envelope = { ...lists, date: null, subject: null, inReplyTo: null, messageId: null }
  const now = envelopeCells(envelope, undefined)[ENVELOPE_COLUMNS.indexOf('address_list')]
  // What is written now says of the same list where it stands, and not what it holds.
  const said = { ...JSON.parse(String(first)), 'reply-to': 'from' }
  expect(said).toEqual(JSON.parse(String(now)))
  expect(JSON.parse(String(first))['reply-to']).toEqual(JSON.parse(String(first)).from)
  expect(Object.keys(JSON.parse(String(first)))).toEqual(['from', 'sender', 'reply-to', 'to', 'cc'])
  expect(second).toBe(null)
})
