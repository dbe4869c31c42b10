import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'
import { type Connection, connect } from '../../src/index.ts'
import type { Credentials } from '../../src/net/credentials.ts'
import type { SmtpOptions } from '../../src/smtp/options.ts'
import { sendMail } from '../../src/smtp/send-mail.ts'
import { Secret } from '../../src/util/secret.ts'
import { AUTHORITY } from '../imap/certificates.ts'
import { PYTHON } from '../support/dovecot.ts'
import { type Delivered, type Exim, startExim } from '../support/exim.ts'

const LOGINS = { user: 'anna@example.com', password: 'secret-1', accessToken: 'ya29.token' }

let exim: Exim
let gmaild: Gmaild
let db: Connection
beforeAll(async () => {
  exim = await startExim(LOGINS)
  gmaild = await startGmaild({ messages: 0, ...LOGINS, accessTokens: [LOGINS.accessToken] })
  db = await open()
})
afterAll(async () => {
  await db?.close()
  await gmaild?.close()
  await exim?.[Symbol.asyncDispose]()
})

/** What is sent goes through Exim, in the clear unless `properties` say otherwise. */
const open = (properties: Readonly<Record<string, unknown>> = {}) =>
  connect({
    ...{ Server: '127.0.0.1', Port: gmaild.port, TLS: 'None', User: LOGINS.user, Password: LOGINS.password },
    ...{ SMTPServer: '127.0.0.1', SMTPPort: exim.port, ...properties },
  })

/** A message, as two parsers that are not ours read it. */
interface View {
  readonly subject: string
  readonly from: readonly (readonly [name: string, address: string])[]
  readonly to: View['from']
  readonly cc: View['from']
  readonly bcc: View['from']
  readonly messageId: string
  readonly inReplyTo: string | null
  readonly references: readonly string[]
  readonly text: string | null
  readonly html: string | null
  /** Name, type and SHA-256 of the content. */
  readonly files: readonly (readonly [name: string | null, type: string, digest: string])[]
}

const digest = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

function readByPython(octets: Buffer): View {
  const script = `${import.meta.dirname}/email-view.py`
  const json = execFileSync(PYTHON, [script], { input: octets, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const { defects, ...view } = JSON.parse(json) as View & { defects: string[] }
  expect(defects).toEqual([])
  return view
}

async function readByPostalMime(octets: Buffer): Promise<View> {
  const mail = await PostalMime.parse(octets, { attachmentEncoding: 'arraybuffer' })
  const list = (addresses: typeof mail.to = []): View['from'] =>
    addresses.map(({ name, address = '' }) => [name, address])
  return {
    subject: mail.subject ?? '',
    ...{ from: list(mail.from && [mail.from]), to: list(mail.to), cc: list(mail.cc), bcc: list(mail.bcc) },
    ...{ messageId: mail.messageId ?? '', inReplyTo: mail.inReplyTo ?? null },
    references: mail.references?.split(/\s+/) ?? [],
    ...{ text: mail.text?.trim() || null, html: mail.html?.trim() || null },
    files: mail.attachments.map(({ filename, mimeType, content }) => [
      filename,
      mimeType,
      digest(new Uint8Array(content as ArrayBuffer)),
    ]),
  }
}

/** What both make of it: they agree. */
async function read({ octets }: Delivered): Promise<View> {
  const view = readByPython(octets)
  expect(await readByPostalMime(octets)).toEqual(view)
  return view
}

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex')
const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256))
const TEXT = ['.', '..two', 'Grüße, 日本語', 'From here on', 'x'.repeat(1200), '.', 'end'].join('\n')

describe('a message through Exim', () => {
  test('arrives for those of the envelope as it was written, for two parsers', async () => {
    const [row] = await db.call<{ MessageId: string }>('SendMailMessage', {
      To: '"Müller, Jürgen" <jm@example.com>; ann@example.com',
      CC: '山田 <yamada@example.jp>',
      BCC: 'hidden@example.com; Other <other@example.com>',
      Subject: 'Grüße aus “Köln” — 日本語, and long enough that its field is folded once or twice on the way',
      MessageBody: '<p>See <b>below</b>: <img src="cid:map"></p>',
      'Attachment#1': 'Bericht für März.bin',
      'AttachmentContent#1': BYTES,
      'Attachment#2': 'notes.txt',
      'AttachmentContent#2': Buffer.from(TEXT.replaceAll('\n', '\r\n')),
      InlineImage: 'map',
      InlineImageContent: PNG,
    })
    const delivered = await exim.delivered()
    expect(delivered.from).toBe(LOGINS.user)
    expect([...delivered.to].sort()).toEqual([
      'ann@example.com',
      'hidden@example.com',
      'jm@example.com',
      'other@example.com',
      'yamada@example.jp',
    ])
    expect(delivered.octets.toString('latin1')).not.toMatch(/hidden|other@|[\u0080-\u00ff]/i)
    expect(await read(delivered)).toEqual({
      subject: 'Grüße aus “Köln” — 日本語, and long enough that its field is folded once or twice on the way',
      from: [['', LOGINS.user]],
      to: [
        ['Müller, Jürgen', 'jm@example.com'],
        ['', 'ann@example.com'],
      ],
      cc: [['山田', 'yamada@example.jp']],
      bcc: [],
      messageId: row!.MessageId,
      inReplyTo: null,
      references: [],
      text: 'See below:',
      html: '<p>See <b>below</b>: <img src="cid:map"></p>',
      files: [
        ['map.png', 'image/png', digest(PNG)],
        ['Bericht für März.bin', 'application/octet-stream', digest(BYTES)],
        ['notes.txt', 'text/plain', digest(Buffer.from(TEXT.replaceAll('\n', '\r\n')))],
      ],
    })
  })

  test('keeps the lines of a text, dots, long ones and all', async () => {
    await db.call('SendMailMessage', { To: 'ann@example.com', MessageBody: TEXT, IsHTML: 0 })
    const { text, html } = await read(await exim.delivered())
    expect([text, html]).toEqual([TEXT, null])
  })

  test('that is an answer or is forwarded is in its conversation', async () => {
    const head = 'From: Ann <ann@example.com>\r\nTo: anna@example.com, bob@example.com\r\nSubject: Tea'
    const ids = 'Message-ID: <second@example.com>\r\nReferences: <zero@example.com> <first@example.com>'
    gmaild.account.append({ raw: `${head}\r\n${ids}\r\n\r\nBring tea`, labels: ['\\Inbox'] })
    await db.call('ReplyToMailMessage', { Id: 1, MessageBody: 'Yes', IsHTML: 0, ReplyAll: true })
    const answer = await exim.delivered()
    expect(answer.to).toEqual(['ann@example.com', 'bob@example.com'])
    const conversation = {
      inReplyTo: '<second@example.com>',
      references: ['<zero@example.com>', '<first@example.com>', '<second@example.com>'],
    }
    expect(await read(answer)).toMatchObject({ subject: 'Re: Tea', ...conversation })
    await db.call('ForwardMailMessage', { Id: 1, To: 'carl@example.com', IsHTML: 0 })
    const forwarded = await read(await exim.delivered())
    expect(forwarded).toMatchObject({ subject: 'Fwd: Tea', to: [['', 'carl@example.com']], ...conversation })
    expect(forwarded.text).toContain('Bring tea')
  })

  test('that is a draft goes out octet by octet, but for its Bcc field', async () => {
    const head = [
      'To: ann@example.com',
      'From: anna@example.com',
      'Subject: draft',
      'Message-ID: <draft@example.com>',
    ]
    const rest = ['Date: Mon, 5 Jan 2026 10:00:00 +0000', '', '.', '..two', '\tend ', '']
    const raw = [...head, 'Bcc: hidden@example.com', ...rest].join('\r\n')
    gmaild.account.append({ raw, labels: ['\\Draft'] })
    await db.call('SendDraft', { Id: 1 })
    const delivered = await exim.delivered()
    expect(delivered.to).toEqual(['ann@example.com', 'hidden@example.com'])
    expect(delivered.octets.toString()).toBe([...head, ...rest].join('\r\n'))
  })

  test('of some megabytes arrives whole, and of more than Exim takes is refused before it is sent', async () => {
    const Attachment = 'large.bin'
    const large = Buffer.concat(Array.from({ length: 40 }, () => BYTES))
    await db.call('SendMailMessage', { To: 'ann@example.com', Attachment, AttachmentContent: large })
    const { files } = await read(await exim.delivered())
    expect(files).toEqual([[Attachment, 'application/octet-stream', digest(large)]])
    const tooLarge = Buffer.concat([large, large])
    const sending = db.call('SendMailMessage', {
      To: 'ann@example.com',
      Attachment,
      AttachmentContent: tooLarge,
    })
    await expect(sending).rejects.toMatchObject({ code: 'MESSAGE_LIMIT' })
  })
})

function optionsFor(security: SmtpOptions['security'], credentials: Credentials): SmtpOptions {
  return {
    ...{ host: '127.0.0.1', port: security === 'Implicit' ? exim.tlsPort : exim.port, security },
    ...{ serverCert: AUTHORITY, proxy: null, user: LOGINS.user, timeoutSeconds: 10 },
    credentials: async () => credentials,
    renew: async () => false,
    accepted: async () => {},
    logger: { isEnabled: () => false, write: () => {} },
    onNotice: () => {},
  }
}

describe('Exim', () => {
  test.each(['Implicit', 'StartTLS'] as const)(
    'takes the login by password or token over TLS (%s)',
    async security => {
      const credentials = [
        { kind: 'password', value: new Secret(LOGINS.password), log: 'plain' },
        { kind: 'accessToken', value: new Secret(LOGINS.accessToken), log: 'xoauth2' },
      ] as const
      for (const { log, ...each } of credentials) {
        const octets = Buffer.from(`From: ${LOGINS.user}\r\nSubject: ${log}\r\n\r\n.\r\n`)
        const mail = { from: LOGINS.user, to: ['ann@example.com'], octets, messageId: '' }
        const { refused } = await sendMail(mail, optionsFor(security, each), new AbortController().signal)
        expect(refused).toEqual([])
        expect((await exim.delivered()).octets.toString()).toContain(`Subject: ${log}`)
        expect(exim.log()).toMatch(new RegExp(`P=esmtpsa .* A=${log}:anna@example\\.com`))
      }
    },
  )

  test('takes the token of a connection', async () => {
    await using own = await open({
      Password: undefined,
      AuthScheme: 'AccessToken',
      OAuthAccessToken: LOGINS.accessToken,
    })
    await own.call('SendMailMessage', { To: 'ann@example.com', Subject: 'token' })
    expect(await read(await exim.delivered())).toMatchObject({ subject: 'token' })
  })

  test('names recipients that it refuses, while the others get the message', async () => {
    const { rows, notices } = await db.query(
      "EXEC SendMailMessage @To = 'ann@example.com; unknown@example.com', @Subject = 'some'",
    )
    expect(rows).toMatchObject([{ Success: 'true', Refused: 'unknown@example.com' }])
    expect(notices[0]?.message).toContain('550 5.1.1 There is no such mailbox')
    expect((await exim.delivered()).to).toEqual(['ann@example.com'])
    const nobody = db.call('SendMailMessage', { To: 'unknown@example.com' })
    await expect(nobody).rejects.toMatchObject({ code: 'SEND_REFUSED', retryable: false })
  })

  test('refuses a wrong password, which is told as that and shown to nobody', async () => {
    await using own = await open({ Password: 'another-1' })
    const error: unknown = await own
      .call('SendMailMessage', { To: 'ann@example.com' })
      .catch(reason => reason)
    expect(error).toMatchObject({ code: 'AUTH_REFUSED', message: expect.stringContaining('535') })
    expect(String(error)).not.toContain('another-1')
  })
})
