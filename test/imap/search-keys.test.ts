import { describe, expect, it } from 'vitest'
import { compileSearch } from '../../src/imap/search-keys.ts'
import { splitTerm } from '../../src/imap/search-split.ts'
import type { Attribute } from '../../src/imap/wire.ts'
import type { SearchTerm } from '../../src/mail/search-term.ts'

const TRAITS = { gmail: true, condstore: true, utf8: true }

/** Keys as they are read; strings in quotes, literals in braces. */
function written(term: SearchTerm, traits = TRAITS): string {
  const show = (attribute: Attribute): string => {
    if (typeof attribute === 'number') return String(attribute)
    if (!('type' in attribute)) return `(${attribute.map(show).join(' ')})`
    const value = attribute.value.toString()
    return attribute.type === 'STRING' ? `"${value}"` : attribute.type === 'LITERAL' ? `{${value}}` : value
  }
  return compileSearch(term, traits).map(show).join(' ')
}

const seen: SearchTerm = { kind: 'flag', flag: '\\Seen', set: true }
const unseen: SearchTerm = { kind: 'flag', flag: '\\Seen', set: false }
const work: SearchTerm = { kind: 'keyword', keyword: 'Work', set: true }
const large: SearchTerm = { kind: 'larger', bytes: 0 }

describe('search keys', () => {
  const cases: [SearchTerm, string][] = [
    [{ kind: 'all' }, 'ALL'],
    [{ kind: 'and', terms: [] }, 'ALL'],
    [{ kind: 'or', terms: [] }, 'NOT ALL'],
    [{ kind: 'and', terms: [seen, work, large] }, 'SEEN KEYWORD Work LARGER 0'],
    [{ kind: 'or', terms: [unseen, work] }, 'OR UNSEEN KEYWORD Work'],
    [{ kind: 'or', terms: [seen, work, large, { kind: 'all' }] }, 'OR OR SEEN KEYWORD Work OR LARGER 0 ALL'],
    [{ kind: 'or', terms: [{ kind: 'and', terms: [seen, work] }, large] }, 'OR (SEEN KEYWORD Work) LARGER 0'],
    [{ kind: 'not', term: { kind: 'and', terms: [seen, work] } }, 'NOT (SEEN KEYWORD Work)'],
    [
      { kind: 'not', term: { kind: 'not', term: { kind: 'or', terms: [seen, work] } } },
      'NOT NOT OR SEEN KEYWORD Work',
    ],
    [
      { kind: 'not', term: { kind: 'and', terms: [{ kind: 'not', term: seen }, work] } },
      'NOT (NOT SEEN KEYWORD Work)',
    ],
    [
      {
        kind: 'uid',
        ranges: [
          { from: 1, to: 1 },
          { from: 3, to: 5 },
          { from: 9, to: '*' },
        ],
      },
      'UID 1,3:5,9:*',
    ],
    [{ kind: 'since', day: '2026-11-02' }, 'SINCE 2-Nov-2026'],
    [{ kind: 'sentBefore', day: '2024-02-29' }, 'SENTBEFORE 29-Feb-2024'],
    [{ kind: 'modSeq', atLeast: 9223372036854775807n }, 'MODSEQ 9223372036854775807'],
    [{ kind: 'gmMsgId', id: '18446744073709551615' }, 'X-GM-MSGID 18446744073709551615'],
    [{ kind: 'gmLabel', label: '\\Inbox' }, 'X-GM-LABELS "\\Inbox"'],
    [{ kind: 'gmRaw', query: 'from:"a b" -c' }, 'X-GM-RAW "from:"a b" -c"'],
    [{ kind: 'header', name: 'List-Id', value: '' }, 'HEADER "List-Id" ""'],
    [{ kind: 'text', field: 'SUBJECT', value: 'é' }, 'SUBJECT "é"'],
  ]
  it.each(cases)('%o', (term, expected) => expect(written(term)).toBe(expected))

  it('name the charset and use literals where the session has no UTF8=ACCEPT', () => {
    const plain = { ...TRAITS, utf8: false }
    expect(written({ kind: 'text', field: 'SUBJECT', value: 'é' }, plain)).toBe('CHARSET UTF-8 SUBJECT {é}')
    expect(
      written({ kind: 'not', term: { kind: 'or', terms: [seen, { kind: 'gmRaw', query: '中' }] } }, plain),
    ).toBe('CHARSET UTF-8 NOT OR SEEN X-GM-RAW {中}')
    expect(written({ kind: 'text', field: 'SUBJECT', value: 'e' }, plain)).toBe('SUBJECT "e"')
  })

  it('carry long values as literals', () => {
    expect(written({ kind: 'gmRaw', query: 'x'.repeat(1001) })).toBe(`X-GM-RAW {${'x'.repeat(1001)}}`)
  })

  const bad: SearchTerm[] = [
    { kind: 'text', field: 'SUBJECT', value: 'x"\r\nZ9 EXPUNGE' },
    { kind: 'gmRaw', query: 'a\0b' },
    { kind: 'gmLabel', label: 'a\nb' },
    { kind: 'text', field: 'BODY', value: 'lone \ud800 surrogate' },
    { kind: 'keyword', keyword: 'two words', set: true },
    { kind: 'keyword', keyword: '', set: true },
    { kind: 'keyword', keyword: 'x) ALL (', set: true },
    { kind: 'header', name: 'A B', value: 'x' },
    { kind: 'header', name: 'A:', value: 'x' },
    { kind: 'larger', bytes: -1 },
    { kind: 'smaller', bytes: Number.NaN },
    { kind: 'since', day: '2026-02-30' },
    { kind: 'since', day: '2026-1-1' },
    { kind: 'uid', ranges: [{ from: 0, to: 5 }] },
    { kind: 'uid', ranges: [{ from: 1, to: 4294967296 }] },
    { kind: 'modSeq', atLeast: -1n },
    { kind: 'gmThrId', id: '18446744073709551616' },
    { kind: 'gmMsgId', id: '1 ALL' },
  ]
  it.each(bad)('refuse %o', term => {
    expect(() => written(term)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }))
  })

  it('refuse what the server does not have', () => {
    const none = { gmail: false, condstore: false, utf8: false }
    const terms: SearchTerm[] = [
      { kind: 'gmRaw', query: 'x' },
      { kind: 'gmLabel', label: 'x' },
      { kind: 'modSeq', atLeast: 1n },
    ]
    for (const term of terms)
      expect(() => written(term, none)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }))
  })
})

describe('a long term', () => {
  const ranges = Array.from({ length: 3000 }, (_, i) => ({ from: i * 3 + 1, to: i * 3 + 2 }))

  it('is cut where its union is the same', () => {
    const parts = splitTerm(
      { kind: 'and', terms: [seen, { kind: 'or', terms: [{ kind: 'uid', ranges }, work] }] },
      2000,
    )
    expect(parts.length).toBeGreaterThan(5)
    for (const part of parts) expect(written(part).length).toBeLessThanOrEqual(2000)
    const uids = parts.flatMap(part => [...written(part).matchAll(/\d+:\d+/g)].map(match => match[0]))
    expect(uids).toEqual(ranges.map(({ from, to }) => `${from}:${to}`))
    for (const part of parts) expect(written(part)).toMatch(/^SEEN /)
    expect(parts.some(part => written(part).includes('KEYWORD Work'))).toBe(true)
  })

  it('is left alone under NOT, where a cut would change its meaning', () => {
    const term: SearchTerm = { kind: 'not', term: { kind: 'uid', ranges } }
    expect(splitTerm(term, 2000)).toEqual([term])
  })
})
