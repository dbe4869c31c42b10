import { expect, test } from 'vitest'
import { describeTerm } from '../../src/mail/describe-term.ts'
import { parseSearchCriteria } from '../../src/mail/search-criteria.ts'

test.each([
  ['UNSEEN', 'UNSEEN'],
  ['unseen larger 1000000', 'UNSEEN LARGER 1000000'],
  ['NOT (FLAGGED DRAFT)', 'NOT (FLAGGED DRAFT)'],
  ['OR SEEN OR UID 5,7:9 UID 100:*', 'OR SEEN (OR UID 5,7:9 UID 100:*)'],
  ['UID 9:7', 'UID 7:9'],
  ['UID *:5', 'UID 5:*'],
  ['SUBJECT "two words" FROM ada', 'SUBJECT "two words" FROM "ada"'],
  ['BODY "a \\"quoted\\" \\\\ text"', 'BODY "a \\"quoted\\" \\\\ text"'],
  ['SUBJECT 請求書', 'SUBJECT "請求書"'],
  ['HEADER List-Id ""', 'HEADER List-Id ""'],
  ['SINCE 1-Feb-2026 BEFORE 2026-03-01', 'SINCE 2026-02-01 BEFORE 2026-03-01'],
  ['ON 28-feb-2026', 'SINCE 2026-02-28 BEFORE 2026-03-01'],
  ['SENTON 31-Dec-2025', 'SENTSINCE 2025-12-31 SENTBEFORE 2026-01-01'],
  ['KEYWORD $Forwarded UNKEYWORD Work', 'KEYWORD $Forwarded UNKEYWORD Work'],
  ['MODSEQ 715194045007', 'MODSEQ 715194045007'],
  ['X-GM-RAW "has:attachment" X-GM-LABELS "\\\\Inbox"', 'X-GM-RAW "has:attachment" X-GM-LABELS "\\\\Inbox"'],
  ['X-GM-THRID 18446744073709551615', 'X-GM-THRID 18446744073709551615'],
])('%s is read as %s', (text, expected) => {
  expect(describeTerm(parseSearchCriteria(text))).toBe(expected)
})

test.each([
  ['', 'a search key is missing'],
  ['UNSEN', '"UNSEN" is not a search key', 'Did you mean UNSEEN?'],
  ['SEEN RECENT', '"RECENT" is not a search key', 'no \\Recent'],
  ['1:5', '"1:5" is a set of sequence numbers', 'write UID before it'],
  ['SUBJECT', 'SUBJECT is followed by no value'],
  ['NOT', 'it ends where a search key must stand'],
  ['(SEEN', 'a "(" is not closed'],
  ['SEEN)', '")" closes nothing'],
  ['()', 'a search key is missing'],
  ['LARGER 1kB', '"1kB" is not a number that LARGER takes'],
  ['LARGER 4294967296', '"4294967296" is not a number that LARGER takes'],
  ['SINCE 30-Feb-2026', '"30-Feb-2026" is not a day', '1-Jan-2026'],
  ['UID 0', '"0" is not a set of UIDs'],
  ['UID 1:2:3', '"1:2:3" is not a set of UIDs'],
  ['KEYWORD "\\\\Seen"', '"\\Seen" is not a keyword', 'SEEN'],
  ['HEADER "a:b" x', '"a:b" is not the name of a header field'],
  ['"SEEN"', '"SEEN" is not a search key'],
  ['SUBJECT "open', '"\\"open" cannot be read', 'ends with a quote'],
  ['SUBJECT {4}', '"{4}" cannot be read', '"quotes"'],
  ['SEEN\r\nA1 LOGOUT', '"\\r\\nA1 LOGOUT" cannot be read'],
  ['SUBJECT "a\r\nb"', 'cannot be read'],
  ['X-GM-MSGID 18446744073709551616', 'is not a number that X-GM-MSGID takes'],
  [`${'NOT '.repeat(60)}SEEN`, 'nested more than 50 deep'],
  ['constructor', '"constructor" is not a search key'],
])('%j is refused, naming what is wrong', (text, message, hint = '') => {
  const parse = () => parseSearchCriteria(text)
  expect(parse).toThrow(message)
  expect(parse).toThrow(expect.objectContaining({ code: 'BAD_VALUE', hint: expect.stringContaining(hint) }))
})
