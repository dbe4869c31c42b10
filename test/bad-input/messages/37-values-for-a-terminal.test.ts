import { expect, test } from 'vitest'
import { FORMAT_NAMES } from '../../../src/format/create-writer.ts'
import { main } from '../../../src/shell/main.ts'
import { FakeTerminal } from '../../shell/support/fake-terminal.ts'
import { startDemo } from '../../support/demo.ts'

const HOSTILE = [
  '\u001b]0;owned\u0007\u001b[2J',
  'c1 \u0080\u009b31m controls',
  'gnp.\u202etxt.exe \u2066isolate\u2069',
  '\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\',
]

/** C0 but for LF, DEL, C1, bidi controls: none of them may reach a terminal as it is. */
const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

function message(value: string): string {
  const subject = `=?utf-8?B?${Buffer.from(value).toString('base64')}?=`
  return `Subject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${value}`
}

test.each(HOSTILE)('%j comes through the library and JSON exactly as it was sent', async value => {
  await using demo = await startDemo({ messages: 0 })
  demo.gmaild.account.append({ raw: message(value), labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.queryArrays('SELECT Subject, BodyText, json_quote(BodyText) FROM Inbox')
  expect(rows[0]!.slice(0, 2)).toEqual([value, value])
  expect(JSON.parse(String(rows[0]![2]))).toBe(value)
})

test.each(FORMAT_NAMES)('on a terminal they stand escaped, as %s', async format => {
  await using demo = await startDemo({ messages: 0 })
  for (const value of HOSTILE) demo.gmaild.account.append({ raw: message(value), labels: ['\\Inbox'] })
  const terminal = new FakeTerminal({ screen: true, columns: 200 })
  const sql = 'SELECT Subject, BodyText FROM Inbox'
  expect(await main([demo.connectionString, '--format', format, '-c', sql], terminal.io)).toBe(0)
  // Between two fields of TSV stands a TAB of ours.
  const shown = format === 'tsv' ? terminal.stdout.replaceAll('\t', ' ') : terminal.stdout
  expect(shown).not.toMatch(UNSAFE)
  expect(shown).toMatch(/\\(?:x1b|u001b)\\?\]0;owned/)
  // A statement that takes long tells its progress on a line that is drawn anew.
  expect(terminal.stderr.replaceAll('\r\u001b[K', '')).not.toMatch(UNSAFE)
})
