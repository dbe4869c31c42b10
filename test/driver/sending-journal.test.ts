import { expect, onTestFinished, test } from 'vitest'
import type { GmaildOptions, Interception } from '../../src/gmaild/index.ts'
import { startDemo } from '../support/demo.ts'
import { answering, scripted } from '../support/scripted-smtp.ts'
import { startSmtpServer } from '../support/smtp-server.ts'

const ORIGINAL = 'From: ann@example.com\r\nSubject: x\r\nMessage-ID: <first@example.com>\r\n\r\nhello'

type Raw = string | { readonly raw: string; readonly labels: readonly string[] }

/** An account with these messages, and a server that takes what it sends unless another port is given. */
async function account(messages: readonly Raw[], options: GmaildOptions = {}, port?: number) {
  const demo = await startDemo({ messages: 0, ...options })
  const server = await startSmtpServer()
  onTestFinished(async () => {
    await demo[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const ids = messages.map(each =>
    demo.gmaild.account.append(typeof each === 'string' ? { raw: each, labels: ['\\Inbox'] } : each),
  )
  const db = await demo.open(`SMTPServer=127.0.0.1;SMTPPort=${port ?? server.port}`)
  const journal = async () =>
    (
      await db.query<{ Journal: number; Operation: string; Change: string; Outcome: string }>(
        'SELECT * FROM sys_journal',
      )
    ).rows.map(row => ({ ...row, Change: JSON.parse(row.Change) as Record<string, unknown> }))
  const message = (n: number) => demo.gmaild.account.message(ids[n - 1]!)!
  return { demo, server, db, ids, journal, message }
}

test('what is sent is in the journal: its Message-ID and how many get it, no text and no address', async () => {
  const { demo, db, journal } = await account([])
  const [sent] = await db.call<{ MessageId: string }>('SendMailMessage', {
    To: 'ann@example.com; bob@example.com',
    BCC: 'hidden@example.com',
    Subject: 'Secret plan',
    MessageBody: 'the text',
  })
  const rows = await journal()
  expect(rows).toMatchObject([
    {
      Journal: 1,
      Operation: 'SendMailMessage',
      Statement: 'EXEC SendMailMessage',
      Mailbox: null,
      Change: { kind: 'send', messageId: sent!.MessageId, recipients: 3 },
      Outcome: 'done',
      Detail: null,
    },
  ])
  expect(JSON.stringify(rows)).not.toMatch(/Secret|the text|ann@|hidden@/)
  expect(demo.commands()).toEqual([])
  await expect(db.call('Undo', { Journal: 1 })).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining('send'),
  })
})

test.each([
  ['ReplyToMailMessage', {}, '\\Answered'],
  ['ForwardMailMessage', { To: 'carl@example.com' }, '$Forwarded'],
])('%s marks the original, under the same number of the journal, and once', async (name, inputs, flag) => {
  const { demo, db, ids, journal, message } = await account([ORIGINAL, ORIGINAL.replace('first', 'other')])
  await db.call(name, { Id: 1, ...inputs })
  expect(message(1).flags).toEqual([flag])
  expect(message(2).flags).toEqual([])
  expect(await journal()).toMatchObject([
    { Journal: 1, Operation: name, Statement: `EXEC ${name} @Id = '1', @Mailbox = 'Inbox'`, Outcome: 'done' },
    {
      Journal: 1,
      Operation: name,
      Mailbox: 'INBOX',
      Change: { kind: 'flags', values: [flag] },
      Outcome: 'done',
    },
  ])
  const { rows } = await db.query('SELECT Flags FROM Inbox WHERE Id = 1')
  expect(rows).toEqual([{ Flags: flag }])
  demo.commands()
  await db.call(name, { MsgId: String(ids[0]), ...inputs })
  expect(demo.commands().map(command => command.name)).not.toContain('UID STORE')
  expect(await journal()).toHaveLength(3)
})

test('an original that cannot be marked is a notice: the message was sent', async () => {
  const intercept = ({
    name,
    tag,
  }: {
    readonly name: string
    readonly tag: string
  }): Interception | undefined =>
    name === 'UID STORE' ? { lines: [`${tag} NO [CANNOT] Not now`] } : undefined
  const { server, db, journal } = await account([ORIGINAL], { intercept })
  const { rows, notices } = await db.query('EXEC ReplyToMailMessage @Id = 1')
  expect(rows).toMatchObject([{ Success: 'true' }])
  expect(notices).toMatchObject([{ code: 'NOT_MARKED', message: expect.stringContaining('Not now') }])
  expect(server.mails).toHaveLength(1)
  expect((await journal()).map(({ Outcome }) => Outcome)).toEqual(['done', 'failed'])
})

test('a message that was refused is in the journal as failed, with the words of the server', async () => {
  await using refusing = await startSmtpServer({ answer: '550 5.7.1 Looks like spam' })
  const { db, journal, message } = await account([ORIGINAL], {}, refusing.port)
  const code = 'SEND_REFUSED'
  await expect(db.call('ReplyToMailMessage', { Id: 1 })).rejects.toMatchObject({ code })
  expect(await journal()).toMatchObject([{ Outcome: 'failed', Detail: expect.stringContaining('spam') }])
  expect(message(1).flags).toEqual([])
})

test('recipients that were refused are counted in the journal', async () => {
  await using refusing = await startSmtpServer({ refuses: { 'b@example.com': '550 5.1.1 unknown' } })
  const { db, journal } = await account([], {}, refusing.port)
  await db.call('SendMailMessage', { To: 'a@example.com;b@example.com' })
  expect(await journal()).toMatchObject([{ Outcome: 'done', Detail: '1 of the recipients were refused' }])
})

test('without an answer to the message nobody knows: the error names the journal, and nothing is sent again', async () => {
  const drop = answering(line => (line === '.' ? null : false))
  await using dropping = await scripted(drop)
  const { db, journal, message } = await account([ORIGINAL], {}, dropping.port)
  const reply = db.call('ReplyToMailMessage', { Id: 1 })
  await expect(reply).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    message: expect.stringMatching(/<.+@.+>.*\(journal 1\)/s),
    hint: expect.stringContaining('SentMail'),
    retryable: false,
  })
  const [row, ...others] = await journal()
  expect(row).toMatchObject({ Journal: 1, Outcome: 'unknown', Change: { kind: 'send', recipients: 1 } })
  expect(others).toEqual([])
  expect(dropping.lines.filter(line => line === 'DATA')).toHaveLength(1)
  expect(message(1).flags).toEqual([])
})

test('what never came to sending is in the journal as failed', async () => {
  await using closing = await scripted(() => null)
  const { db, journal } = await account([], {}, closing.port)
  const sending = db.call('SendMailMessage', { To: 'a@example.com' })
  await expect(sending).rejects.toMatchObject({ code: 'CONNECT' })
  expect(await journal()).toMatchObject([{ Outcome: 'failed' }])
})

const draft = (id: string) => ({
  raw: `To: a@example.com\r\nMessage-ID: <${id}>\r\n\r\n${id}`,
  labels: ['\\Draft'],
})

test.each(['Query', 'MsgId'])('SendDraft by %s sends that draft, and takes that one away', async way => {
  // The UIDs of All Mail, where a MsgId is found elsewhere, are others than those of Drafts.
  const { server, db, ids, journal, message } = await account([
    ORIGINAL,
    draft('one@x.com'),
    draft('two@x.com'),
  ])
  const id = String(ids[1])
  await db.call(
    'SendDraft',
    way === 'MsgId' ? { MsgId: id } : { Query: `SELECT MsgId FROM Drafts WHERE MsgId = '${id}'` },
  )
  expect(server.mails.map(({ octets }) => octets.toString())).toEqual([expect.stringContaining('one@x.com')])
  expect([message(2).place, message(3).place]).toEqual(['trash', 'mail'])
  const left = await db.queryArrays('SELECT MsgId FROM Drafts')
  expect(left.rows).toEqual([[String(ids[2])]])
  expect((await journal()).map(({ Journal, Change }) => [Journal, Change['kind']])).toEqual([
    [1, 'send'],
    [1, 'move'],
  ])
})
