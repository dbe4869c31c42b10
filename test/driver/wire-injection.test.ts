import { expect, test } from 'vitest'
import { isGmailSqlError } from '../../src/index.ts'
import { type SmallAccount, smallAccount } from '../support/mailbox.ts'

/** What would be a command of its own, or end a text, a list or a literal, if it came through as it is. */
const HOSTILE: readonly string[] = [
  'x\r\nX9 CREATE Injected\r\n',
  'x\nX9 CREATE Injected\n',
  'x\rX9 CREATE Injected\r',
  'x"\r\nX9 CREATE Injected\r\nX8 NOOP "',
  'x\0y',
  'x" X9 CREATE "Injected',
  'x) (X9 CREATE Injected',
  'x {20+}\r\nX9 CREATE Injected\r\n',
  '{3}',
  '\\',
  '"',
  'x\u2028X9 CREATE Injected',
  '1:*',
  '* %',
]

type Position = readonly [where: string, run: (account: SmallAccount, text: string) => Promise<unknown>]

const inserted = (column: string): Position => [
  `INSERT ${column}`,
  ({ db }, text) => db.query(`INSERT INTO Work ([${column}]) VALUES (?)`, [text]),
]
const called = (name: string, inputs: Record<string, string | number>, hostile: string): Position => [
  `${name} ${hostile}`,
  ({ db }, text) => db.call(name, { ...inputs, [hostile]: text }),
]

const POSITIONS: readonly Position[] = [
  ['UPDATE Labels', ({ db }, text) => db.query('UPDATE Inbox SET Labels = ? WHERE Id = 1', [text])],
  [
    'UPDATE Labels, an array',
    ({ db }, text) => db.query('UPDATE Inbox SET Labels = ? WHERE Id = 1', [JSON.stringify([text])]),
  ],
  ['UPDATE Flags', ({ db }, text) => db.query('UPDATE Inbox SET Flags = ? WHERE Id = 1', [text])],
  ['UPDATE Mailbox', ({ db }, text) => db.query('UPDATE Inbox SET Mailbox = ? WHERE Id = 1', [text])],
  ['WHERE Subject', ({ db }, text) => db.query('UPDATE Inbox SET IsRead = 1 WHERE Subject = ?', [text])],
  ['WHERE MsgId', ({ db }, text) => db.query('UPDATE Inbox SET IsRead = 1 WHERE MsgId = ?', [text])],
  ['WHERE Labels', ({ db }, text) => db.query('DELETE FROM Inbox WHERE Labels = ?', [text])],
  ['WHERE Id', ({ db }, text) => db.query('DELETE FROM Inbox WHERE Id = ?', [text])],
  ['FROM', ({ db }, text) => db.query(`UPDATE "${text.replaceAll('"', '""')}" SET IsRead = 1 WHERE Id = 1`)],
  ...['Subject', 'To', 'From', 'Mailbox', 'Labels', 'Flags', 'BodyText', 'MessageID'].map(inserted),
  called('SetFlags', { Id: 1 }, 'Flags'),
  called('SetFlags', {}, 'Id'),
  called('SetFlags', {}, 'MsgId'),
  called('SetLabels', { Id: 1 }, 'Labels'),
  called('MoveEmails', { Id: 1 }, 'DestinationMailbox'),
  called('CopyEmails', { Id: 1, DestinationMailbox: 'Work' }, 'Mailbox'),
  called('AddMailbox', {}, 'Mailbox'),
  called('RenameMailbox', { Mailbox: 'Work' }, 'NewMailbox'),
  called('DeleteMailbox', {}, 'Mailbox'),
  called('SendDraft', {}, 'Id'),
]

/** Names of commands that a statement may need, whatever it names. */
const ASKED =
  /^(?:CAPABILITY|ID|AUTHENTICATE|ENABLE|NAMESPACE|COMPRESS|LIST|STATUS|EXAMINE|SELECT|UNSELECT|APPEND|CREATE|RENAME|NOOP|UID (?:FETCH|SEARCH|STORE|MOVE|COPY))$/

test.each(POSITIONS)('no text becomes a command by %s', async (_, run) => {
  const account = await smallAccount(
    [{}, { labels: ['Work'] }],
    'CreateLabels=true;SMTPServer=127.0.0.1;SMTPPort=1',
  )
  const { demo } = account
  for (const text of HOSTILE) {
    const about = JSON.stringify(text)
    const error = await run(account, text).then(
      () => null,
      (reason: unknown) => reason,
    )
    if (error !== null) expect(isGmailSqlError(error) && error.code, about).not.toBe('INTERNAL')
    expect(demo.gmaild.account.mailbox('Injected'), about).toBeUndefined()
    for (const { tag, name } of demo.gmaild.record) {
      expect(tag, about).toMatch(/^L?[0-9A-F]+$/)
      expect(name, about).toMatch(ASKED)
    }
    demo.gmaild.clearRecord()
    // The connection is not out of step: its next answer is to the next question.
    const { rows } = await account.db.queryArrays("SELECT COUNT(*) FROM Messages WHERE Subject = '1'")
    expect(rows, about).toEqual([[1]])
    demo.gmaild.clearRecord()
  }
})
