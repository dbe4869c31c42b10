import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

/** The search of each scan of `SELECT … FROM Inbox i … Sent s …`, by EXPLAIN. */
test.each([
  ['i JOIN Sent s ON s.MsgId = i.MsgId AND i.IsRead = 0 AND s.IsStarred', ['UNSEEN', 'FLAGGED']],
  ['i LEFT JOIN Sent s ON i.IsRead = 0 AND s.IsStarred', ['(none', 'FLAGGED']],
  ['i RIGHT JOIN Sent s ON i.IsRead = 0 AND s.IsStarred', ['UNSEEN', '(none']],
  ['i FULL JOIN Sent s ON i.IsRead = 0 AND s.IsStarred', ['(none', '(none']],
  ['i LEFT JOIN Sent s ON s.IsStarred WHERE i.IsRead = 0 AND s.Id > 5', ['UNSEEN', 'UID 6:* FLAGGED']],
  ['i LEFT JOIN Sent s ON s.IsStarred WHERE s.IsRead IS NOT 1', ['(none', 'FLAGGED']],
  ['i LEFT JOIN (Sent s JOIN Work w ON w.Id = 7) ON s.IsStarred', ['(none', 'FLAGGED', 'UID 7']],
  ['i LEFT JOIN Work w ON w.IsRead RIGHT JOIN Sent s ON w.Id = 7', ['(none', 'SEEN UID 7', '(none']],
  ['i, Sent s JOIN Work w ON i.IsRead = 0 AND w.Id = 7', ['UNSEEN', '(none', 'UID 7']],
  ['i LEFT JOIN Sent s USING (MsgId) JOIN Work w ON w.Id = 7', ['(none', '(none', '(none']],
  ['i JOIN Sent s ON IsStarred = 1', null],
])('FROM Inbox %s', async (from, searches) => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  const plan = db.explain(`SELECT 1 FROM Inbox ${from}`)
  if (searches === null) {
    await expect(plan).rejects.toMatchObject({ code: 'AMBIGUOUS' })
    return
  }
  const found = [...(await plan).matchAll(/^ {4}search {4}(.*)$/gm)].map(([, search]) => search!)
  expect(found.length).toBe(searches.length)
  for (const [index, search] of searches.entries()) expect(found[index]).toMatch(startOf(search))
})

function startOf(search: string): RegExp {
  return new RegExp(`^${search.replace(/[(*]/g, '\\$&')}( --|:)`)
}
