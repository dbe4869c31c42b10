import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, GmailSqlError } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { LIMIT_MS, mutated, tryOn } from './budget.ts'

/** What is sent before the tagged line, by command; `$TAG` is its tag. */
const ANSWERS: Readonly<Record<string, string>> = {
  LIST: '* LIST (\\HasNoChildren) "/" "INBOX"\n* LIST (\\All \\HasNoChildren) "/" "[Gmail]/All Mail"\n* LIST () "/" "A &- B"',
  EXAMINE:
    '* 3 EXISTS\n* FLAGS (\\Seen)\n* OK [UIDVALIDITY 7] ok\n* OK [UIDNEXT 4] ok\n* OK [HIGHESTMODSEQ 9] ok',
  'UID SEARCH': '* ESEARCH (TAG "$TAG") UID ALL 1:3',
  'UID FETCH': [1, 2, 3]
    .map(
      uid =>
        `* ${uid} FETCH (UID ${uid} X-GM-MSGID ${uid}7 FLAGS (\\Seen $Work) RFC822.SIZE 4711 ENVELOPE ("Mon, 2 Nov 2026 10:00:00 +0100" "=?utf-8?Q?Gr=C3=BC?= \\"x\\"" (("Ann" NIL "ann" "example.com")) NIL NIL ((NIL NIL "team" NIL)(NIL NIL "bob" "x.com")(NIL NIL NIL NIL)) NIL NIL "<a@b>" "<c@d>") BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" {5}\r\nutf-8) NIL NIL "7BIT" 5 1 NIL NIL NIL NIL)("APPLICATION" "PDF" ("NAME*0*" "utf-8''%C3") "<i@d>" "d" "BASE64" 12 NIL ("ATTACHMENT" ("FILENAME" "a.pdf")) NIL NIL) "MIXED" ("BOUNDARY" "x") NIL NIL NIL))`,
    )
    .join('\n'),
}
const NAMES = Object.keys(ANSWERS)
const PIECES = [
  ...[
    '"',
    '\\',
    '(',
    ')',
    '((((',
    '{',
    '}',
    '{3}\r\n',
    '{99999999999}\r\n',
    '[',
    ']',
    '<',
    '%',
    '*',
    '~',
    ' ',
    '\r',
    '\n',
  ],
  ...[
    '\0',
    '\t',
    '\x7f',
    'é',
    '\ufffd',
    'NIL',
    '* BYE gone',
    '* 1 EXPUNGE',
    '* 0 EXISTS',
    '+ go',
    '$TAG OK',
    'ZZ OK done',
  ],
  ...[
    'UID 0',
    'UID 4294967296',
    '-1',
    '18446744073709551616',
    'BODY[1]',
    '=?utf-8?B?',
    '&AAA-',
    '* OK [ALERT] \x1b[2J',
  ],
]

let current: { readonly name: string; readonly text: string } = { name: '', text: '' }
let demo: Demo
beforeAll(async () => {
  demo = await startDemo({
    messages: 0,
    intercept({ name, tag }) {
      const text = name === current.name ? current.text : ANSWERS[name]
      if (text === undefined) return undefined
      return { lines: [...text.replaceAll('$TAG', tag).split('\n'), `${tag} OK done`] }
    },
  })
})
afterAll(() => demo[Symbol.asyncDispose]())

const SQL =
  'SELECT Id, MsgId, Subject, [From], [To], Date, Flags, Size, AttachmentCount, ParseError FROM Inbox'

test.each(NAMES)(
  'whatever stands in the answer to %s: rows, or an error with a code',
  { timeout: LIMIT_MS },
  async name => {
    await tryOn(mutated([ANSWERS[name]!], PIECES), 8, async text => {
      current = { name, text }
      const engine = text.length % 2 === 0 ? 'Auto' : 'ImapFlow'
      const db = await connect(`${demo.connectionString};Timeout=1;FetchEngine=${engine}`)
      try {
        const { rows } = await db.query(SQL)
        expect(new Set(rows.map(row => row['Id'])).size).toBe(rows.length)
      } catch (error) {
        expect(error).toBeInstanceOf(GmailSqlError)
        const { code, message } = error as GmailSqlError
        expect({ text, code, message }).not.toMatchObject({ code: 'INTERNAL' })
        expect(message).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/)
      } finally {
        await db.close()
      }
    })
  },
)
