import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { STORE_SCHEMA } from '../../src/store/schema.ts'

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
