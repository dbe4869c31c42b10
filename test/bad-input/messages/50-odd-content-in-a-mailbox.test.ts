import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCorpus } from '../../support/dovecot.ts'
import { readAmongOthers } from './mailbox.ts'
import { messageOf } from './make.ts'

test('yEnc and uuencode inside a text stay text, and what cannot be opened is a part', async () => {
  const yenc = '=ybegin line=128 size=2 name=a.bin\r\n\xab\x2a\r\n=yend size=2\r\n'
  const uu = 'begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n'
  const rows = await readAmongOthers({
    yenc: `Subject: x\r\n\r\n${yenc}`,
    uuencode: messageOf('text/plain', uu),
    'an empty winmail.dat': messageOf('application/ms-tnef; name=winmail.dat', ''),
    'a sealed message': messageOf('application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'x'),
    'a piece of a message': messageOf('message/partial; id="a"; number=1; total=9', 'x'),
    'an invitation': messageOf('text/calendar; method=REQUEST', 'BEGIN:VCALENDAR'),
  })
  expect(rows['yenc']).toMatchObject({
    BodyText: '=ybegin line=128 size=2 name=a.bin\n«*\n=yend size=2\n',
    Attachments: null,
  })
  expect(rows['uuencode']).toMatchObject({ BodyText: uu.replaceAll('\r\n', '\n'), Attachments: null })
  const parts = { 'an empty winmail.dat': 'winmail.dat', 'a sealed message': 'smime.p7m' }
  for (const [name, file] of Object.entries(parts))
    expect(rows[name]).toMatchObject({ BodyText: null, Attachments: file })
  for (const name of ['a piece of a message', 'an invitation'])
    expect(rows[name]).toMatchObject({ BodyText: null, Attachments: '' })
  for (const row of Object.values(rows)) expect(row['ParseError']).toBeNull()
})

interface Entry {
  readonly file: string
  readonly kind: string
  readonly tags: readonly string[]
}

const KINDS = ['tnef', 'smime', 'pgp', 'dsn', 'arf', 'calendar', 'partial', 'uu', 'ext_body']
const corpus = findCorpus()

describe.skipIf(corpus === null)('every message of the corpus with odd content', () => {
  test('is a row with its subject and no error, and costs no other row', async () => {
    const lines = readFileSync(join(corpus!, 'index.jsonl'), 'utf8').trim().split('\n')
    const odd = lines
      .map(line => JSON.parse(line) as Entry)
      .filter(({ kind, tags }) => kind === 'message' && tags.some(tag => KINDS.includes(tag)))
    expect(odd.length).toBeGreaterThan(150)
    const rows = await readAmongOthers(
      Object.fromEntries(odd.map(({ file }) => [file, readFileSync(join(corpus!, file))])),
    )
    const failed = Object.entries(rows).filter(([, row]) => row['ParseError'] !== null)
    expect(failed.map(([file, row]) => [file, row['ParseError']])).toEqual([])
  })
})
