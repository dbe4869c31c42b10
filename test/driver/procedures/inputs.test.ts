import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { procedures } from '../../../schema/index.ts'
import type { ProcedureDefinition } from '../../../src/catalog/procedure.ts'
import { parseMessage } from '../../../src/mime/message.ts'
import { type NewMessage, type ProcedureAccount, procedureAccount } from './account.ts'

let account: ProcedureAccount
beforeAll(async () => {
  account = await procedureAccount()
})
afterAll(() => account[Symbol.asyncDispose]())

type Inputs = Record<string, string | number | Uint8Array>

const has = ({ inputs }: ProcedureDefinition, name: string) => inputs.some(input => input.name === name)
const ofMessages = procedures.filter(procedure => has(procedure, 'Id')).map(({ name }) => name)
/** Those that take one message only. */
const SENDING = ['ForwardMailMessage', 'ReplyToMailMessage', 'SendDraft']
const ofSets = ofMessages.filter(name => !SENDING.includes(name))
const inInbox = ofMessages.filter(name => name !== 'SendDraft')

/** What a procedure needs beside the messages. */
function others(name: string): Inputs {
  const needed: Readonly<Record<string, Inputs>> = {
    CopyEmails: { DestinationMailbox: 'Work' },
    DownloadAttachments: { Folder: account.folder },
    ForwardMailMessage: { To: 'carl@example.com' },
    GetPart: { PartId: '2' },
    MoveEmails: { DestinationMailbox: 'Work' },
    SetLabels: { Labels: 'Work', OperationType: 'ADD' },
  }
  return needed[name] ?? {}
}

const homeOf = (name: string) =>
  name === 'SendDraft' ? '\\Draft' : name === 'UntrashMessage' ? '\\Trash' : '\\Inbox'

const call = (name: string, inputs: Inputs) => account.db.call(name, { ...others(name), ...inputs })

/** Runs it for one message, which the inputs name; that it is done is seen in what it answers. */
async function callsFor(name: string, namedBy: (message: NewMessage) => Inputs): Promise<void> {
  const rows = await call(name, namedBy(account.message(homeOf(name))))
  expect(rows, name).toHaveLength(1)
  if ('Affected' in rows[0]!) expect(rows[0].Affected, name).toBe(1)
}

describe('each procedure that is about messages', () => {
  test('is told by MsgId, also in place of the Id in Messages, and by Query', async () => {
    for (const name of ofMessages) {
      await callsFor(name, ({ msgId }) => ({ MsgId: msgId }))
      if (name === 'SendDraft') continue
      await callsFor(name, ({ msgId }) => ({ Id: msgId, Mailbox: 'Messages' }))
      await callsFor(name, ({ msgId }) => ({
        Query: `SELECT MsgId FROM Messages WHERE IncludeSpamTrash = 1 AND MsgId = '${msgId}'`,
      }))
    }
  })

  test('takes the UIDValidity of the mailbox, and no other', async () => {
    for (const name of ofMessages) {
      const Mailbox = { '\\Draft': 'Drafts', '\\Trash': 'Trash', '\\Inbox': 'Inbox' }[homeOf(name)]!
      const { uid } = account.message(homeOf(name))
      const { rows } = await account.db.query<{ UIDValidity: number }>(
        `SELECT UIDValidity FROM ${Mailbox} WHERE Id = ${uid}`,
      )
      const { UIDValidity } = rows[0]!
      for (const Id of [uid, 4_000_000_000]) {
        const stale = call(name, { Id, Mailbox, UIDValidity: UIDValidity + 1 })
        await expect(stale, name).rejects.toMatchObject({
          code: 'STALE_ID',
          message: expect.stringContaining(String(UIDValidity)),
        })
      }
      expect(await call(name, { Id: uid, Mailbox, UIDValidity })).toHaveLength(1)
    }
  })

  test('says that a number beyond 32 bits beside a mailbox is a MsgId', async () => {
    for (const name of ofMessages) {
      for (const Id of [4_294_967_296, '1789654321098765432', '1:4294967296']) {
        if (SENDING.includes(name) && String(Id).includes(':')) continue
        await expect(call(name, { Id }), name).rejects.toMatchObject({
          code: 'BAD_INPUT',
          hint: expect.stringContaining('MsgId'),
        })
      }
    }
  })

  test('names the input that is missing, and refuses two ways of naming messages at once', async () => {
    for (const name of ofMessages) {
      await expect(call(name, {}), name).rejects.toMatchObject({
        code: 'MISSING_INPUT',
        message: expect.stringContaining('the input Id'),
      })
      const both = call(name, { Id: 1, Query: 'SELECT MsgId FROM Inbox' })
      await expect(both, name).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: 'Id and Query are given together',
      })
    }
  })

  test('has Ids that are UIDs: UIDMode may say so, and not otherwise', async () => {
    for (const name of inInbox) {
      await callsFor(name, ({ uid }) => ({
        ...{ Id: uid, UIDMode: 'true' },
        Mailbox: homeOf(name) === '\\Trash' ? 'Trash' : 'Inbox',
      }))
      await expect(call(name, { Id: 1, UIDMode: 'false' }), name).rejects.toMatchObject({ code: 'BAD_INPUT' })
    }
  })

  test('finds the mailbox with and without the brackets of Gmail', async () => {
    for (const name of ofMessages) {
      const system = homeOf(name) === '\\Trash' ? 'Trash' : 'Drafts'
      for (const Mailbox of [
        `[Gmail]/${system}`,
        `Gmail/${system}`,
        system,
        `gmail/${system.toLowerCase()}`,
      ]) {
        const { uid } = account.message(system === 'Trash' ? '\\Trash' : '\\Draft')
        expect(await call(name, { Id: uid, Mailbox }), `${name} ${Mailbox}`).toHaveLength(1)
      }
    }
  })

  test('reaches a mailbox that is new', async () => {
    for (const name of inInbox) {
      const Mailbox = account.name()
      const { uid } = account.message(Mailbox)
      expect(await call(name, { Id: uid, Mailbox }), name).toHaveLength(1)
    }
  })
})

describe('a set of messages', () => {
  test.each(ofSets)('is taken by %s: 1:5,7', async name => {
    const Mailbox = account.name()
    for (let n = 1; n <= 8; n++) account.message(Mailbox)
    const { rows } = await account.db.query<{ Id: number }>(`SELECT Id FROM Mailbox.[${Mailbox}] ORDER BY Id`)
    const first = rows[0]!.Id
    const Id = `${first + 4}:${first}, ${first + 6}`
    const answered = await call(name, { Id, Mailbox })
    const { isWrite } = procedures.find(each => each.name === name)!
    if (!isWrite) expect(answered).toHaveLength(6)
    else if ('Affected' in answered[0]!) expect(answered[0].Affected).toBe(6)
    else {
      const left = await account.db.query(`SELECT Id FROM Mailbox.[${Mailbox}]`)
      expect(left.rowCount).toBe(2)
    }
  })

  test('is not taken where one message is meant, nor into one file', async () => {
    const Mailbox = 'Drafts'
    const first = account.message('\\Draft').uid
    account.message('\\Draft')
    const Id = `${first}:${first + 1}`
    for (const name of SENDING)
      await expect(call(name, { Id, Mailbox }), name).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringContaining('several messages'),
      })
    const LocalFile = `${account.folder}/never-written`
    for (const name of ['GetPart', 'GetRawMessage'])
      for (let attempt = 0; attempt < 2; attempt++)
        await expect(call(name, { Id, Mailbox, LocalFile }), name).rejects.toMatchObject({
          code: 'BAD_INPUT',
          message: expect.stringContaining('LocalFile takes one message'),
        })
  })
})

describe('mailboxes', () => {
  test('that messages go to are named with and without the brackets of Gmail', async () => {
    for (const name of ['MoveEmails', 'CopyEmails'])
      for (const DestinationMailbox of ['[Gmail]/Starred', 'Gmail/Starred', 'Starred']) {
        const message = account.message()
        expect(await call(name, { Id: message.uid, DestinationMailbox })).toHaveLength(1)
        expect(account.state(message), `${name} ${DestinationMailbox}`).toContain('\\Starred')
      }
  })

  test('of the system are found in both spellings by those that must not touch them', async () => {
    for (const Mailbox of ['[Gmail]/Drafts', 'Gmail/Drafts', 'Drafts'])
      for (const name of ['DeleteMailbox', 'RenameMailbox'])
        await expect(
          account.db.call(name, { Mailbox, ...(name === 'RenameMailbox' && { NewMailbox: 'x' }) }),
        ).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
  })

  test('are all brought up to date by Sync, new ones too', async () => {
    await account.db.call('Sync')
    const name = account.name()
    account.message(name)
    const rows = await account.db.call<{ Mailbox: string; New: number }>('Sync')
    expect(rows.find(({ Mailbox }) => Mailbox === name)).toMatchObject({ New: 1 })
    expect(Object.keys(rows[0]!)).toEqual(['Mailbox', 'New', 'Changed', 'Expunged', 'Bytes', 'Milliseconds'])
  })
})

const COMPOSING = procedures.filter(procedure => has(procedure, 'Attachment#')).map(({ name }) => name)
const FILES = [1, 2, 3].map(number => ({ number, content: Buffer.from(`content ${number}`) }))
const GIVEN = [
  ['Data', (content: Buffer) => content.toString('base64')],
  ['Content', (content: Buffer) => content],
] as const

test.each(COMPOSING)('%s takes each input that is counted once, twice and three times', async name => {
  for (const [suffix, written] of GIVEN) {
    for (const kind of ['Attachment', 'InlineImage']) {
      for (const count of [1, 2, 3]) {
        const inputs: Inputs = { To: 'ann@example.com', MessageBody: '<img src="cid:file-1">', IsHTML: 1 }
        if (name !== 'SendMailMessage') inputs.Id = account.message().uid
        for (const { number, content } of FILES.slice(0, count)) {
          inputs[`${kind}#${number}`] = `file-${number}`
          inputs[`${kind}${suffix}#${number}`] = written(content)
        }
        await account.db.call(name, inputs)
        const { parts } = parseMessage(account.server.mails.at(-1)!.octets, undefined)
        const contents = parts.map(({ content }) => content.toString().trim())
        const expected = FILES.slice(0, count).map(({ content }) => content.toString())
        expect(
          contents.filter(each => each.startsWith('content')),
          `${kind}${suffix}`,
        ).toEqual(expected)
      }
    }
  }
})

test('a procedure and an input answer to their other names', async () => {
  const message = account.message()
  const labelled = await account.db.query(
    "EXEC UpdateMessageLabels @Id = ?, @Labels = 'Work', @OperationType = 'ADD'",
    [message.uid],
  )
  expect(labelled.rows).toEqual([{ Success: 'true', Affected: 1 }])
  const moved = await account.db.call('MoveEmails', { Ids: message.uid, DestinationMailbox: 'Starred' })
  expect(moved).toMatchObject([{ Affected: 1 }])
  const twice = account.db.call('MoveEmails', { Ids: 1, Id: 1, DestinationMailbox: 'Starred' })
  await expect(twice).rejects.toMatchObject({ code: 'BAD_INPUT' })
})
