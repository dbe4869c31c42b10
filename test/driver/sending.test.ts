import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { procedures } from '../../schema/index.ts'
import { parseMessage } from '../../src/mime/message.ts'
import { startDemo } from '../support/demo.ts'
import { type ReceivedMail, startSmtpServer } from '../support/smtp-server.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gmailsql-sending-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex')

async function start(properties = '', raws: readonly string[] = [], account = 'demo@gmail.example') {
  const demo = await startDemo({ messages: 0, user: account })
  const server = await startSmtpServer()
  for (const raw of raws) demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  const db = await demo.open(`SMTPServer=127.0.0.1;SMTPPort=${server.port};${properties}`)
  return {
    demo,
    server,
    db,
    user: demo.gmaild.user,
    async [Symbol.asyncDispose]() {
      await demo[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

function readMail({ octets }: ReceivedMail) {
  const mail = parseMessage(octets, undefined)
  const headers = Object.fromEntries(mail.headers.map(({ name, value }) => [name.toLowerCase(), value]))
  return { ...mail, headers }
}

describe('SendMailMessage', () => {
  test('sends to all recipients, with names and bodies, and says the Message-ID', async () => {
    await using all = await start()
    const { db, server, user, demo } = all
    demo.commands()
    const [row] = await db.call('SendMailMessage', {
      To: 'Ann Lee <ann@example.com>; bob@example.com',
      CC: 'Émile <emile@example.com>',
      BCC: 'hidden@example.com',
      ReplyTo: 'answers@example.com',
      Subject: 'Grüße: “hello”',
      MessageBody: '<p>Hello <b>you</b></p>',
      Importance: 'high',
      Priority: 'NonUrgent',
      Sensitivity: 'CompanyConfidential',
      InReplyTo: '<earlier@example.com>',
      Headers: 'X-Project: one\nX-Other: zwei ü',
    })
    const [mail] = server.mails
    expect(mail).toMatchObject({
      from: user,
      to: ['ann@example.com', 'bob@example.com', 'emile@example.com', 'hidden@example.com'],
    })
    const { headers, text, html } = readMail(mail!)
    expect(row).toEqual({ Success: 'true', MessageId: headers['message-id'], Refused: null })
    expect(headers).toMatchObject({
      from: user,
      to: 'Ann Lee <ann@example.com>, bob@example.com',
      cc: 'Émile <emile@example.com>',
      'reply-to': 'answers@example.com',
      subject: 'Grüße: “hello”',
      importance: 'high',
      priority: 'non-urgent',
      sensitivity: 'Company-Confidential',
      'in-reply-to': '<earlier@example.com>',
      references: '<earlier@example.com>',
      'x-project': 'one',
      'x-other': 'zwei ü',
    })
    expect(headers['message-id']).toMatch(/^<[\w-]{36}@[\w.-]+>$/)
    expect(headers).not.toHaveProperty('bcc')
    expect([text?.trim(), html?.trim()]).toEqual(['Hello you', '<p>Hello <b>you</b></p>'])
    // Gmail's server files what it sends in SentMail itself: a copy of ours would be the second one.
    expect(demo.commands().filter(({ name }) => name === 'APPEND')).toEqual([])
  })

  test('sends by EXEC, EXECUTE, CALL and {call}, with parameters', async () => {
    await using all = await start('IsHTML=false')
    const { db, server } = all
    await db.query(
      "EXEC SendMailMessage @To = 'a@example.com', @Subject = ?, @MessageBody = 'it''s <text>'",
      ['one'],
    )
    await db.query("EXECUTE SendMailMessage To='a@example.com', Subject='two', isHtml='FALSE'")
    await db.query("CALL SendMailMessage('a@example.com', 'three', 'body')")
    await db.query("{call SendMailMessage('a@example.com', 'four', '<p>x</p>')}")
    await db.query(
      "EXEC SendMailMessage @To = 'a@example.com', @Subject = 'five', @MessageBody = '<p>x</p>', @IsHTML = 1",
    )
    const mails = server.mails.map(readMail)
    expect(mails.map(({ headers }) => headers['subject'])).toEqual(['one', 'two', 'three', 'four', 'five'])
    expect(mails.map(({ text, html }) => [text?.trim() ?? null, html?.trim() ?? null])).toEqual([
      ["it's <text>", null],
      [null, null],
      ['body', null],
      ['<p>x</p>', null],
      ['x', '<p>x</p>'],
    ])
  })

  test('attaches files, base64, BLOBs, buffers and streams, in the order of their numbers', async () => {
    await using all = await start()
    const { db, server } = all
    const path = join(folder, 'Bericht ü.txt')
    writeFileSync(path, 'from disk')
    await db.query(
      `EXEC SendMailMessage @To = 'a@example.com', @MessageBody = 'x', @Attachment#1 = ?,
       @Attachment#2 = 'b.bin', @AttachmentData#2 = 'AAEC/w==', @Attachment#3 = 'c/d.bin', @AttachmentData#3 = X'0102'`,
      [path],
    )
    await db.call('SendMailMessage', {
      To: 'a@example.com',
      MessageBody: '<img src="cid:logo">',
      'Attachment#1': 'stream.bin',
      'AttachmentContent#1': Readable.from([Buffer.from('one '), Buffer.from('two')]),
      Attachment2: 'web.bin',
      AttachmentContent2: new Blob(['web']).stream() as unknown as AsyncIterable<Uint8Array>,
      'Attachment#3': 'buffer.bin',
      'AttachmentContent#3': Buffer.from('buffer'),
      InlineImage: 'logo',
      InlineImageContent: PNG,
    })
    const [first, second] = server.mails.map(mail =>
      readMail(mail).parts.map(({ name, content, type }) => [
        name,
        content.toString('latin1').trimEnd(),
        type,
      ]),
    )
    expect(first!.slice(2)).toEqual([
      ['Bericht ü.txt', 'from disk', 'text/plain'],
      ['b.bin', '\u0000\u0001\u0002\u00ff', 'application/octet-stream'],
      ['d.bin', '\u0001\u0002', 'application/octet-stream'],
    ])
    expect(second!.slice(1)).toEqual([
      ['logo.png', PNG.toString('latin1').trimEnd(), 'image/png'],
      ['stream.bin', 'one two', 'application/octet-stream'],
      ['web.bin', 'web', 'application/octet-stream'],
      ['buffer.bin', 'buffer', 'application/octet-stream'],
    ])
  })

  test('expands ~ in the path of an attachment', async () => {
    await using all = await start()
    const missing = all.db.call('SendMailMessage', {
      To: 'a@example.com',
      Attachment: '~/gmailsql-no-such-file',
    })
    await expect(missing).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/^Attachment#1: there is no file \/.+\/gmailsql-no-such-file$/),
    })
  })

  test('names the input that is wrong, and sends nothing', async () => {
    await using all = await start()
    const { db, server } = all
    const large = join(folder, 'large')
    writeFileSync(large, Buffer.alloc(36_000_000))
    symlinkSync('/dev/zero', join(folder, 'zero'))
    const cases: [Record<string, string | Uint8Array>, string, RegExp][] = [
      [{ Subject: 'x' }, 'MISSING_INPUT', /SendMailMessage needs the input To/],
      [{ To: ' ; ' }, 'MISSING_INPUT', /no recipients/],
      [{ To: 'a@x.com\r\nBcc: v@y.com' }, 'BAD_INPUT', /^To /],
      [{ To: 'a@x.com', CC: 'nobody' }, 'BAD_INPUT', /^CC .*"nobody"/],
      [{ To: 'a@x.com', Subject: 'x\r\nBcc: v@y.com' }, 'BAD_INPUT', /^Subject .*U\+000D/],
      [{ To: 'a@x.com', Subject: 'x\u0000' }, 'BAD_INPUT', /^Subject .*U\+0000/],
      [{ To: 'a@x.com', From: 'a@x.com\u0000' }, 'BAD_INPUT', /^From /],
      [{ To: 'a@x.com', From: 'a@x.com; b@x.com' }, 'BAD_INPUT', /^From /],
      [{ To: 'a@x.com', InReplyTo: '<x\r\n>' }, 'BAD_INPUT', /^InReplyTo /],
      [{ To: 'a@x.com', Headers: 'Bcc: v@y.com' }, 'BAD_INPUT', /^Headers .*Bcc/],
      [{ To: 'a@x.com', Importance: 'very' }, 'BAD_INPUT', /^Importance /],
      [{ To: 'a@x.com', IsHTML: 'maybe' }, 'BAD_INPUT', /^IsHTML /],
      [{ To: 'a@x.com', Subject: Buffer.from('x') }, 'BAD_INPUT', /^Subject is a BLOB/],
      [{ To: 'a@x.com', Attachment: folder }, 'FILE_UNSAFE', /^Attachment#1: .* is no plain file/],
      [{ To: 'a@x.com', Attachment: join(folder, 'zero') }, 'FILE_UNSAFE', /is no plain file/],
      [{ To: 'a@x.com', Attachment: '/proc/self/mem' }, 'BAD_INPUT', /^Attachment#1: .*\/proc\/self\/mem/],
      [{ To: 'a@x.com', Attachment: '/proc/self/status' }, 'BAD_INPUT', /changed while it was read/],
      [{ To: 'a@x.com', Attachment: large }, 'MESSAGE_LIMIT', /36000000 bytes/],
      [{ To: 'a@x.com', Attachment: 'https://example.com/a' }, 'FILE_UNSAFE', /^Attachment#1 is an address/],
      [{ To: 'a@x.com', 'AttachmentData#2': 'AA==' }, 'MISSING_INPUT', /attachment 2 has no name/],
      [
        { To: 'a@x.com', Attachment: 'a', AttachmentData: '!' },
        'BAD_INPUT',
        /^AttachmentData#1 is no base64/,
      ],
      [{ To: 'a@x.com', Attachment: 'a', 'Attachment#1': 'b' }, 'BAD_INPUT', /Attachment#1 is given twice/],
      [{ To: 'a@x.com', Attachment: 'a\r\nb', AttachmentData: 'AA==' }, 'BAD_INPUT', /^Attachment#1 /],
      [
        { To: 'a@x.com', InlineImage: 'a', InlineImageData: 'AA==' },
        'BAD_INPUT',
        /^InlineImage#1 has no HTML/,
      ],
      [{ To: 'a@x.com', Subjekt: 'a' }, 'BAD_INPUT', /has no input "Subjekt"/],
    ]
    for (const [inputs, code, message] of cases) {
      const error = await db.call('SendMailMessage', inputs).catch((reason: unknown) => reason)
      expect(error, JSON.stringify(inputs).slice(0, 200)).toMatchObject({
        code,
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/./),
      })
    }
    expect(server.logins).toEqual([])
  })

  test('tells recipients that were refused while others got the message', async () => {
    await using demo = await startDemo({ messages: 0 })
    await using server = await startSmtpServer({ refuses: { 'b@example.com': '550 5.1.1 unknown' } })
    const db = await demo.open(`SMTPServer=127.0.0.1;SMTPPort=${server.port}`)
    const { rows, notices } = await db.query(
      "EXEC SendMailMessage @To = 'a@example.com;b@example.com', @Subject = 'x'",
    )
    expect(rows).toMatchObject([{ Success: 'true', Refused: 'b@example.com' }])
    expect(notices).toMatchObject([
      { code: 'RECIPIENT_REFUSED', message: expect.stringContaining('550 5.1.1') },
    ])
  })

  test('fails with Readonly=true and Offline=true before anything goes out, as all that write do', async () => {
    await using all = await start()
    const { demo, server } = all
    const sending = `SMTPServer=127.0.0.1;SMTPPort=${server.port}`
    const inputs = { To: 'a@example.com', Id: 1 }
    const writing = procedures.filter(({ isWrite }) => isWrite)
    expect(writing.length).toBeGreaterThanOrEqual(4)
    const db = await demo.open(`${sending};Readonly=true`)
    for (const { name, inputs: known } of writing) {
      const given = Object.fromEntries(
        Object.entries(inputs).filter(([key]) => known.some(each => each.name === key)),
      )
      for (const { name: required } of known.filter(each => each.required))
        given[required] ??= 'a@example.com'
      await expect(db.call(name, given), name).rejects.toMatchObject({ code: 'READ_ONLY' })
    }
    expect(server.logins).toEqual([])
    expect(demo.commands()).toEqual([])
  })

  test('shows the login of another account than Gmail’s to no server that was not named', async () => {
    await using demo = await startDemo({ messages: 0 })
    const db = await demo.open()
    await expect(db.call('SendMailMessage', { To: 'a@example.com' })).rejects.toMatchObject({
      code: 'MISSING_PROPERTY',
      message: expect.stringContaining('SMTPServer'),
    })
  })

  test('each procedure names the inputs that it needs', async () => {
    await using all = await start()
    for (const { name, inputs } of procedures) {
      for (const { name: missing } of inputs.filter(({ required }) => required)) {
        const others = inputs.filter(each => each.required && each.name !== missing)
        const given = Object.fromEntries(others.map(each => [each.name, 'x']))
        await expect(all.db.call(name, given), name).rejects.toMatchObject({
          code: 'MISSING_INPUT',
          message: `${name} needs the input ${missing}`,
        })
      }
    }
  })
})

const ORIGINAL = [
  'From: "Lee, Ann" <ann@example.com>',
  'To: Me <me@example.com>, Bob <bob@example.com>',
  'Cc: carl@example.com',
  'Date: Mon, 5 Jan 2026 10:00:00 +0000',
  'Subject: =?utf-8?Q?Caf=C3=A9?=',
  'Message-ID: <second@example.com>',
  'In-Reply-To: <first@example.com>',
  'References: <zero@example.com>',
  ' <first@example.com>',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<html><head><title>t</title></head><body bgcolor=x><p>Bring tea &amp; milk</p><img src="cid:pic"></body></html>',
  '--r',
  'Content-Type: image/png; name=pic.png',
  'Content-ID: <pic>',
  'Content-Disposition: inline',
  'Content-Transfer-Encoding: base64',
  '',
  PNG.toString('base64'),
  '--r--',
  '--m',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename="../plan.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'UERG',
  '--m--',
].join('\r\n')

describe('ReplyToMailMessage', () => {
  test('answers the sender, in the conversation, with the original quoted', async () => {
    await using all = await start('', [ORIGINAL])
    const { db, server } = all
    await db.call('ReplyToMailMessage', { Id: 1, MessageBody: '<p>Yes!</p>' })
    const { headers, text, html, parts } = readMail(server.mails[0]!)
    expect(server.mails[0]!.to).toEqual(['ann@example.com'])
    expect(headers).toMatchObject({
      to: '"Lee, Ann" <ann@example.com>',
      subject: 'Re: Café',
      'in-reply-to': '<second@example.com>',
      references: '<zero@example.com> <first@example.com> <second@example.com>',
    })
    expect(text).toBe(
      'Yes!\n\nOn Mon, 5 Jan 2026 10:00:00 +0000, Lee, Ann <ann@example.com> wrote:\n> Bring tea & milk\n',
    )
    expect(html).toContain('<p>Yes!</p>')
    expect(html).toMatch(/<blockquote[^>]*><p>Bring tea &amp; milk<\/p><img src="cid:pic"><\/blockquote>/)
    expect(html).not.toMatch(/<title>|<body/)
    expect(parts.slice(2)).toMatchObject([{ contentId: '<pic>', content: PNG, isAttachment: false }])
  })

  test('answers everybody but the account itself, and takes what the inputs say', async () => {
    await using all = await start('', [ORIGINAL], 'me@example.com')
    const { db, server } = all
    await db.call('ReplyToMailMessage', { Id: 1, ReplyAll: true, CC: 'dora@example.com', IsHTML: 'FALSE' })
    await db.query(
      "EXEC ReplyToMailMessage @Id = 1, @To = 'x@example.com', @Subject = 'New', @MessageBody = 'a'",
    )
    const [first, second] = server.mails.map(readMail)
    expect(first!.headers).toMatchObject({
      to: '"Lee, Ann" <ann@example.com>, Bob <bob@example.com>',
      cc: 'dora@example.com, carl@example.com',
    })
    expect(first!.html).toBeNull()
    expect(first!.text).toContain('\n> Bring tea & milk')
    expect(second!.headers).toMatchObject({ to: 'x@example.com', subject: 'New' })
  })

  test('goes where the original wants its answers, and answers the account’s own message to its recipients', async () => {
    const head = 'Message-ID: <a@example.com>\r\nSubject: RE: x'
    const own = `From: me@example.com\r\nTo: Ann <ann@example.com>\r\n${head}\r\n\r\nx`
    const wanted = `From: a@example.com\r\nReply-To: "b, c" <list@example.com>\r\n${head}\r\n\r\nx`
    await using all = await start('', [own, wanted.replace('<a@', '<b@')], 'me@example.com')
    const { db, server } = all
    await db.call('ReplyToMailMessage', { Id: 1 })
    await db.call('ReplyToMailMessage', { Id: 2 })
    expect(server.mails.map(({ to }) => to)).toEqual([['ann@example.com'], ['list@example.com']])
    expect(readMail(server.mails[1]!).headers['subject']).toBe('RE: x')
  })

  test('takes no address out of a name, and no line out of an encoded word', async () => {
    const hostile = [
      'From: =?utf-8?Q?v=40evil.example_=3Cv=40evil.example=3E=2C?= <ann@example.com>',
      'Subject: =?utf-8?Q?x=0D=0ABcc:_v@evil.example?=',
      'Message-ID: <x@example.com>',
      'References: <ok@example.com> <a b@c> =?utf-8?Q?=0D=0ABcc:_v?=',
      '',
      'x',
    ].join('\r\n')
    await using all = await start('', [hostile])
    await all.db.call('ReplyToMailMessage', { Id: 1, MessageBody: 'x' })
    const [mail] = all.server.mails
    expect(mail!.to).toEqual(['ann@example.com'])
    const { headers } = readMail(mail!)
    expect(headers).not.toHaveProperty('bcc')
    expect(headers['references']).toBe('<ok@example.com> <x@example.com>')
  })

  test('is of one message that is there', async () => {
    await using all = await start('', [ORIGINAL, ORIGINAL.replace('second@', 'third@')])
    const call = (inputs: Record<string, string | number>) => all.db.call('ReplyToMailMessage', inputs)
    await expect(call({})).rejects.toMatchObject({ code: 'MISSING_INPUT' })
    await expect(call({ Id: 99 })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(call({ Id: 1, UIDValidity: 12345 })).rejects.toMatchObject({ code: 'STALE_ID' })
    await expect(call({ Query: 'SELECT MsgId FROM Inbox' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('several messages'),
    })
    expect(all.server.logins).toEqual([])
    await call({ Query: 'SELECT MsgId FROM Inbox WHERE Id = 2' })
    expect(all.server.mails).toHaveLength(1)
  })
})

describe('ForwardMailMessage', () => {
  test('has the fields, the text and the attachments of the original', async () => {
    await using all = await start('', [ORIGINAL])
    const { db, server } = all
    await db.call('ForwardMailMessage', {
      Id: 1,
      To: 'dora@example.com',
      MessageBody: 'See below',
      IsHTML: 0,
      Attachment: 'own.txt',
      AttachmentData: 'b3du',
    })
    await db.call('ForwardMailMessage', { Id: 1, To: 'dora@example.com' })
    const [plain, html] = server.mails.map(readMail)
    expect(plain!.headers).toMatchObject({ subject: 'Fwd: Café', to: 'dora@example.com' })
    expect(plain!.text).toContain(
      'See below\n\n---------- Forwarded message ---------\nFrom: Lee, Ann <ann@example.com>\nDate: Mon, 5 Jan 2026',
    )
    expect(plain!.text).toContain('Cc: carl@example.com\n\nBring tea & milk')
    expect(plain!.parts.slice(1).map(({ name, content }) => [name, content.toString()])).toEqual([
      ['plan.pdf', 'PDF'],
      ['own.txt', 'own'],
    ])
    expect(html!.html).toContain('<p>Bring tea &amp; milk</p>')
    expect(html!.parts.map(({ name }) => name)).toEqual(['', '', 'pic.png', 'plan.pdf'])
  })
})

describe('SendDraft', () => {
  const draft =
    'From: me@example.com\r\nTo: a@example.com\r\nBcc: b@example.com,\r\n c@example.com\r\nSubject: d\r\n'
  const rest = 'Message-ID: <d@example.com>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\nbody\r\n'

  async function withDraft(raw: string) {
    const all = await start()
    const id = all.demo.gmaild.account.append({ raw, labels: ['\\Draft'], flags: ['\\Draft'] })
    return { ...all, id: String(id) }
  }

  test('sends its octets without the Bcc field, and takes it out of Drafts', async () => {
    await using all = await withDraft(draft + rest)
    const { db, server, id } = all
    const [row] = await db.call('SendDraft', { MsgId: id })
    expect(row).toEqual({ Success: 'true', MessageId: '<d@example.com>', Refused: null })
    expect(server.mails).toMatchObject([
      { from: 'me@example.com', to: ['a@example.com', 'b@example.com', 'c@example.com'] },
    ])
    const sent = draft.replace(/Bcc:.*\r\n .*\r\n/, '') + rest
    expect(server.mails[0]!.octets.toString()).toBe(sent)
    expect((await db.query('SELECT Id FROM Drafts')).rows).toEqual([])
    expect((await db.query('SELECT MsgId FROM Trash')).rows).toEqual([{ MsgId: id }])
  })

  test('adds the date and the Message-ID that a message must have', async () => {
    await using all = await withDraft('To: a@example.com\r\n\r\nbody')
    await all.db.query('EXEC SendDraft @Id = 1')
    const { headers } = readMail(all.server.mails[0]!)
    expect(headers).toMatchObject({ from: all.user, date: expect.stringMatching(/\+0000$/) })
    expect(headers['message-id']).toMatch(/^<.+@.+>$/)
  })

  test('keeps a draft that was not sent, and what is no draft', async () => {
    await using all = await withDraft(`Subject: nobody\r\n${rest}`)
    const { db, server, demo } = all
    await expect(db.call('SendDraft', { Id: 1 })).rejects.toMatchObject({ code: 'MISSING_INPUT' })
    demo.gmaild.account.append({ raw: ORIGINAL, labels: ['\\Inbox'] })
    await expect(db.call('SendDraft', { Id: 1, Mailbox: 'Inbox' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
    const [other] = (await db.query<{ MsgId: string }>('SELECT MsgId FROM Inbox')).rows
    await expect(db.call('SendDraft', { MsgId: other!.MsgId })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    expect(server.mails).toEqual([])
    expect((await db.query('SELECT Id FROM Drafts')).rows).toHaveLength(1)
  })
})
