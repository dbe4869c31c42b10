import { expect, test } from 'vitest'
import { mailboxTable } from '../../schema/tables/mailbox.ts'
import { messagesTable } from '../../schema/tables/messages.ts'
import { describeTerm } from '../../src/mail/describe-term.ts'
import { parsePredicate } from '../../src/plan/parse-predicate.ts'
import { pushPredicate } from '../../src/plan/pushdown.ts'
import { applyEdits } from '../../src/sql/edit.ts'
import { tokenize } from '../../src/sql/lexer.ts'
import { rewriteMembership } from '../../src/sql/rewrite/membership.ts'

/** The search for a WHERE clause, with `exact` or `superset`; null when nothing is pushed. */
function pushed(where: string, { gmail = true, table = mailboxTable } = {}): string | null {
  const text = applyEdits(where, rewriteMembership(tokenize(where)))
  const constant = (token: { kind: string; value: string; text: string }) =>
    token.kind === 'string' ? token.value : token.kind === 'number' ? Number(token.text) : undefined
  const columns = new Map(table.columns.map(column => [column.name.toLowerCase(), column]))
  const ruleOf = ({ name }: { name: string }) => columns.get(name.toLowerCase())?.pushdown ?? null
  const result = pushPredicate(parsePredicate(tokenize(text), constant), ruleOf, { gmail, condstore: true })
  return result && `${describeTerm(result.term)} (${result.exact ? 'exact' : 'superset'})`
}

test.each([
  ['Id = 5', 'UID 5 (exact)'],
  ["Id IN (1, 3, '7')", 'UID 1,3,7 (exact)'],
  ['Id BETWEEN 10 AND 20', 'UID 10:* UID 1:20 (exact)'],
  ['Id > 5', 'UID 6:* (exact)'],
  ['Id = 0', '(no message) (exact)'],
  ['Id <> 5', 'UID 1:4,6:* (exact)'],
  ['IsRead = 0', 'UNSEEN (exact)'],
  ['NOT IsRead', 'UNSEEN (exact)'],
  ['IsRead', 'SEEN (exact)'],
  ['IsRead <> 0', 'SEEN (exact)'],
  ['IsStarred = TRUE', 'FLAGGED (exact)'],
  ['IsImportant = 0', 'NOT X-GM-LABELS "\\\\Important" (exact)'],
  ["Labels = 'Work/Project X'", 'X-GM-LABELS "Work/Project X" (exact)'],
  ["Labels <> 'a'", 'NOT X-GM-LABELS "a" (exact)'],
  ["Labels IN ('a', 'b')", 'OR X-GM-LABELS "a" X-GM-LABELS "b" (exact)'],
  ["Flags = 'Seen'", 'SEEN (exact)'],
  ["Flags = '$Forwarded'", 'KEYWORD $Forwarded (exact)'],
  ["MsgId = '18'", 'X-GM-MSGID 18 (exact)'],
  ["ThreadId IN ('1', '2')", 'OR X-GM-THRID 1 X-GM-THRID 2 (exact)'],
  ['Size > 1000', 'LARGER 1000 (superset)'],
  ['Size <= 1000', 'SMALLER 1001 (superset)'],
  ["ReceivedDate >= '2026-01-01'", 'OR SINCE 2025-12-31 UID (UIDNEXT-500):* (superset)'],
  ["ReceivedDate < '2026-01-01 10:00:00'", 'OR BEFORE 2026-01-03 UID (UIDNEXT-500):* (superset)'],
  ["ReceivedDate < '2026-01-01T10:00:00-14:00'", 'OR BEFORE 2026-01-04 UID (UIDNEXT-500):* (superset)'],
  ['IsRead IN (1)', 'SEEN (exact)'],
  ['IsRead IN (0, 7)', 'UNSEEN (exact)'],
  ['IsRead NOT IN (0)', 'NOT UNSEEN (exact)'],
  ['IsRead IN (0, 1)', 'ALL (exact)'],
  ['IsStarred > 0', 'FLAGGED (exact)'],
  ['IsStarred BETWEEN 0 AND 0', 'UNFLAGGED (exact)'],
  ['IsImportant >= 1', 'X-GM-LABELS "\\\\Important" (exact)'],
  ['IsRead = 2', '(no message) (exact)'],
  ['Id IN (1, NULL)', 'UID 1 (exact)'],
  ['Id NOT IN (1, NULL)', '(no message) (exact)'],
  ['Id NOT BETWEEN 5 AND NULL', 'UID 1:4 (exact)'],
  ['Subject = NULL OR Id = 5', 'UID 5 (exact)'],
  ['IsRead IS TRUE', 'SEEN (exact)'],
  ['IsRead IS FALSE AND Id IS 5', 'UNSEEN UID 5 (exact)'],
  ['(IsRead = 1 OR IsStarred) IS TRUE', 'OR SEEN FLAGGED (exact)'],
  ["'a' = Labels", 'X-GM-LABELS "a" (exact)'],
  ["Labels IS 'a'", 'X-GM-LABELS "a" (exact)'],
  ["IsRead = 0 OR IsStarred = 1 AND Subject LIKE '%x%'", 'OR UNSEEN FLAGGED (superset)'],
  ['NOT (IsRead = 1 AND IsStarred = 1)', 'OR UNSEEN UNFLAGGED (exact)'],
  ["IsRead = 0 AND Subject = 'x' AND NOT IsStarred", 'UNSEEN UNFLAGGED (superset)'],
])('%s is sent as %s', (where, expected) => {
  expect(pushed(where)).toBe(expected)
})

test.each([
  "Subject LIKE '%voice%'",
  "Subject = 'x'",
  "[From] = 'a@b'",
  "NOT Subject LIKE 'x'",
  "IsRead = 0 OR Subject = 'x'",
  'Size + 1 > 3',
  'Size <> 5',
  "ReceivedDate = 'yesterday'",
  "ReceivedDate >= '2026-02-30'",
  "ReceivedDate > '1-Jan-2026 ALL'",
  "Date >= '2026-01-01'",
  'IsRead IS NOT TRUE',
  'IsRead IS NOT 1',
  'NOT IsRead IS FALSE',
  "IsRead IN (1, 'x')",
  'Id = 1.5',
  "IsRead = 'true'",
  'Labels = \'["a"]\'',
  "MsgId = 'abc'",
  'IsRead IS NULL',
  'coalesce(IsRead, 0) = 0',
  'CASE WHEN IsRead = 0 THEN 1 END',
])('%s is never sent', where => {
  expect(pushed(where)).toBeNull()
})

test('a size is exact where the server’s count is proven, and ids and labels are sent to Gmail only', () => {
  expect(pushed('Size > 1000', { gmail: false })).toBe('LARGER 1000 (exact)')
  expect(pushed("Labels = 'a'", { gmail: false })).toBeNull()
  expect(pushed("MsgId = '18'", { gmail: false })).toBeNull()
  expect(pushed("ReceivedDate >= '2026-01-01'", { gmail: false })).toBe('SINCE 2025-12-31 (superset)')
})

test('in Messages the Id is the X-GM-MSGID', () => {
  expect(pushed("Id = '18'", { table: messagesTable })).toBe('X-GM-MSGID 18 (exact)')
})
