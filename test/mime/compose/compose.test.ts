import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../../src/mime/compose/compose.ts'
import type { OutgoingMessage } from '../../../src/mime/compose/types.ts'
import { parseMessage } from '../../../src/mime/message.ts'
import { PYTHON } from '../../support/dovecot.ts'
import { lineText, MESSAGE, outgoing } from './messages.ts'

const SENT = { keepsBcc: false }

async function composed(fields: Partial<OutgoingMessage>, options = SENT): Promise<Buffer> {
  return await composeMessage({ ...MESSAGE, ...fields }, options)
}

/** What every reader must find, in one form. */
interface Reading {
  readonly from: readonly (readonly string[])[]
  readonly to: readonly (readonly string[])[]
  readonly cc: readonly (readonly string[])[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly inReplyTo: string
  readonly date: number
  readonly files: readonly (readonly string[])[]
}

const endless = (text: string | undefined | null | false) =>
  (text || '').replace(/\r\n/g, '\n').replace(/\n+$/, '')
const base64 = (content: Uint8Array) => Buffer.from(content).toString('base64')

function asked(message: OutgoingMessage): Reading {
  const pairs = (list: OutgoingMessage['to']) => list.map(({ name, address }) => [name, address])
  return {
    from: pairs(message.from),
    to: pairs(message.to),
    cc: pairs(message.cc),
    subject: message.subject,
    text: endless(message.text),
    html: endless(message.html),
    messageId: message.messageId,
    inReplyTo: message.inReplyTo ?? '',
    date: Math.floor(message.date.getTime() / 1000) * 1000,
    files: message.attachments.map(({ name, content }) => [name, base64(content)]),
  }
}

async function readByPostalMime(octets: Buffer): Promise<Reading> {
  const mail = await PostalMime.parse(octets, { attachmentEncoding: 'arraybuffer' })
  const pairs = (list: readonly { name: string; address?: string | undefined }[] | undefined) =>
    (list ?? []).map(({ name, address }) => [name, address ?? ''])
  return {
    from: pairs(mail.from ? [mail.from] : []),
    to: pairs(mail.to),
    cc: pairs(mail.cc),
    subject: mail.subject ?? '',
    text: endless(mail.text),
    html: endless(mail.html),
    messageId: mail.messageId ?? '',
    inReplyTo: mail.inReplyTo ?? '',
    date: Date.parse(mail.date ?? ''),
    files: mail.attachments.map(({ filename, content }) => [
      filename ?? '',
      base64(new Uint8Array(content as ArrayBuffer)),
    ]),
  }
}

interface ParsedList {
  readonly value: readonly { readonly name: string; readonly address?: string | undefined }[]
}

async function readByMailparser(octets: Buffer): Promise<Reading> {
  const mail = await simpleParser(octets, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  })
  const pairs = (list: ParsedList | undefined) =>
    (list?.value ?? []).map(({ name, address }) => [name, address ?? ''])
  return {
    from: pairs(mail.from),
    to: pairs(mail.to),
    cc: pairs(mail.cc),
    subject: mail.subject ?? '',
    text: endless(mail.text),
    html: endless(mail.html),
    messageId: mail.messageId ?? '',
    inReplyTo: mail.inReplyTo ?? '',
    date: mail.date?.getTime() ?? Number.NaN,
    files: mail.attachments.map(({ filename, content }) => [filename ?? '', base64(content)]),
  }
}

const PROGRAM = `
import sys, json, base64, email, email.policy, email.utils, email.header
for line in sys.stdin:
    octets = base64.b64decode(line)
    m = email.message_from_bytes(octets, policy=email.policy.SMTP)
    # Its newer reader of addresses puts a blank between two encoded words.
    old = email.message_from_bytes(octets)
    def words(text):
        return ''.join(t.decode(c or 'ascii') if isinstance(t, bytes) else t for t, c in email.header.decode_header(text))
    def pairs(name):
        return [[words(n), a] for n, a in email.utils.getaddresses(old.get_all(name, []))]
    def body(kind):
        part = m.get_body((kind,))
        return part.get_content().replace('\\r\\n', '\\n').rstrip('\\n') if part is not None else ''
    print(json.dumps({
        'from': pairs('from'), 'to': pairs('to'), 'cc': pairs('cc'), 'subject': words(old['subject'] or ''),
        'text': body('plain'), 'html': body('html'), 'messageId': str(m['message-id']).strip(),
        'inReplyTo': str(m['in-reply-to'] or '').strip(),
        'date': int(m['date'].datetime.timestamp()) * 1000,
        'files': [[a.get_filename(), base64.b64encode(a.get_payload(decode=True)).decode()] for a in m.iter_attachments()],
        'defects': [type(d).__name__ for d in m.defects],
    }))
`

function readByPython(messages: readonly Buffer[]): unknown[] {
  const input = messages.map(octets => octets.toString('base64')).join('\n')
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', PROGRAM], { input, maxBuffer: 1 << 28 })
  if (stderr.length > 0) throw new Error(stderr.toString())
  return stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)
}

describe('a composed message', () => {
  test('says to postal-mime and to mailparser what was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(outgoing, async message => {
        const octets = await composeMessage(message, SENT)
        expect(await readByPostalMime(octets)).toEqual(asked(message))
        expect(await readByMailparser(octets)).toEqual(asked(message))
      }),
      { numRuns: 100 },
    )
  })

  test('says the same to Python’s email, which finds no defect in it', async () => {
    const messages = fc.sample(outgoing, 100)
    const octets = await Promise.all(messages.map(message => composeMessage(message, SENT)))
    const expected = messages.map(message => ({ ...asked(message), defects: [] }))
    expect(readByPython(octets)).toEqual(expected)
  })

  test('says to the driver itself what was asked for, further fields and blanks included', async () => {
    await fc.assert(
      fc.asyncProperty(outgoing, lineText, async (message, subject) => {
        const { headers, text, html } = parseMessage(await composed({ ...message, subject }), undefined)
        const valuesOf = (name: string) =>
          headers.filter(field => field.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value)
        expect(valuesOf('Subject')).toEqual(subject === '' ? [] : [subject])
        for (const { name, value } of message.headers.filter(field => field.value !== ''))
          expect(valuesOf(name)).toContain(value)
        expect(valuesOf('References')).toEqual(
          message.references.length === 0 ? [] : [message.references.join(' ')],
        )
        // A message of HTML alone has a text that is made of it.
        if (message.text) expect(endless(text)).toBe(asked(message).text)
        expect(endless(html)).toBe(asked(message).html)
      }),
      { numRuns: 60 },
    )
  })

  test('has lines ended by CRLF that are no longer than RFC 5322 allows, and ASCII only', async () => {
    await fc.assert(
      fc.asyncProperty(outgoing, async message => {
        const text = (await composeMessage(message, SENT)).toString('latin1')
        expect(text).toMatch(/^[\x09\x0a\x0d\x20-\x7e]*$/)
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        expect(Math.max(...text.split('\r\n').map(line => line.length))).toBeLessThanOrEqual(998)
      }),
    )
  })

  test('is the text and the HTML as alternatives, with the image of the HTML beside it and files around', async () => {
    const octets = await composed({
      text: 'see',
      html: '<img src="cid:logo">',
      attachments: [{ name: 'a.pdf', content: Buffer.from('pdf') }],
      inlineImages: [{ name: 'logo.png', contentId: 'logo', content: Buffer.from('png') }],
    })
    const { parts } = parseMessage(octets, undefined)
    expect(parts.map(({ part, type, isAttachment }) => [part, type, isAttachment])).toEqual([
      ['1.1', 'text/plain', false],
      ['1.2.1', 'text/html', false],
      ['1.2.2', 'image/png', false],
      ['2', 'application/pdf', true],
    ])
    expect(parts[2]).toMatchObject({ contentId: '<logo>', disposition: 'inline', name: 'logo.png' })
  })

  test('has a Bcc field only as a draft', async () => {
    const bcc = [{ name: 'Cé', address: 'c@example.com' }]
    const fieldOf = (octets: Buffer) => /^Bcc:.*$/im.exec(octets.toString('latin1'))?.[0]
    expect(fieldOf(await composed({ bcc }))).toBeUndefined()
    expect(fieldOf(await composed({ bcc }, { keepsBcc: true }))).toContain('<c@example.com>')
  })

  test('carries a message as a message where its octets stay what they are, else as a file', async () => {
    const typeOf = async (content: string) => {
      const octets = await composed({
        text: 'see',
        attachments: [{ name: 'a.eml', content: Buffer.from(content, 'latin1') }],
      })
      const part = parseMessage(octets, undefined).parts[1]!
      expect(part.content.toString('latin1')).toBe(content)
      expect(part).toMatchObject({ isAttachment: true, name: 'a.eml' })
      return part.type
    }
    expect(await typeOf('Subject: a\r\n\r\nb\r\n')).toBe('message/rfc822')
    expect(await typeOf('Subject: a\n\nb\n')).toBe('application/octet-stream')
    expect(await typeOf('Subject: \xe9\r\n\r\nb\r\n')).toBe('application/octet-stream')
    expect(await typeOf(`Subject: ${'x'.repeat(1000)}\r\n\r\nb\r\n`)).toBe('application/octet-stream')
  })
})
