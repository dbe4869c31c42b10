import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppendedMessage } from '../../../src/gmaild/index.ts'
import type { Connection } from '../../../src/index.ts'
import { startDemo } from '../../support/demo.ts'
import { startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.ts'

/** An account of which each call takes messages that no call before it touched. */
export interface ProcedureAccount extends AsyncDisposable {
  readonly db: Connection
  /** With Readonly=true. */
  readonly readonly: Connection
  readonly server: TestSmtpServer
  readonly folder: string
  /** A new message in the mailbox that has this label. */
  message(label?: string): NewMessage
  /** The labels and flags of a message, and where it is, in one list. */
  state(message: NewMessage): string[]
  /** A name that nothing has. */
  name(): string
  makeLabel(path: string): void
  hasMailbox(path: string): boolean
  /** The message that came last, with its octets. */
  newest(): AppendedMessage & { readonly raw: string }
}

export interface NewMessage {
  readonly uid: number
  readonly msgId: string
  readonly raw: string
}

const MAILBOX_OF: Readonly<Record<string, string>> = {
  '\\Inbox': 'INBOX',
  '\\Draft': '[Gmail]/Drafts',
  '\\Trash': '[Gmail]/Trash',
}

function rawMessage(number: number): string {
  return [
    'From: Ann <ann@example.com>',
    'To: demo@gmail.example, Bob <bob@example.com>',
    `Subject: message ${number}`,
    `Message-ID: <${number}@example.com>`,
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    'Content-Type: text/plain',
    '',
    'hello',
    '--m',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="plan.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'UERG',
    '--m--',
    '',
  ].join('\r\n')
}

export async function procedureAccount(): Promise<ProcedureAccount> {
  const demo = await startDemo({ messages: 0, user: 'demo@gmail.example' })
  const server = await startSmtpServer()
  const folder = mkdtempSync(join(tmpdir(), 'gmailsql-procedures-'))
  const { account } = demo.gmaild
  account.createLabel('Work')
  let count = 0
  const sending = `SMTPServer=127.0.0.1;SMTPPort=${server.port}`
  return {
    db: await demo.open(sending),
    readonly: await demo.open(`${sending};Readonly=true`),
    server,
    folder,
    message(label = '\\Inbox') {
      const raw = rawMessage(++count)
      const id = account.append({ raw, labels: label === '\\Trash' ? ['\\Inbox'] : [label] })
      if (label === '\\Trash') account.trash(id)
      const mailbox = account.mailbox(MAILBOX_OF[label] ?? label)!
      return { uid: mailbox.uids[mailbox.msgIds.indexOf(id)]!, msgId: String(id), raw }
    },
    state({ msgId }) {
      const { labels, flags, place } = account.message(BigInt(msgId))!
      return [...labels, ...flags, place]
    },
    name: () => `Name ${++count}`,
    makeLabel: path => account.createLabel(path),
    hasMailbox: path => account.mailbox(path) !== undefined,
    newest() {
      const message = account.messages().at(-1)!
      return { ...message, raw: String(account.raw(message.msgId)) }
    },
    async [Symbol.asyncDispose]() {
      await demo[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
