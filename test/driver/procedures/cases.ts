import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { ANNA, type Stage } from '../../oauth/flows/stage.ts'
import type { ProcedureAccount } from './account.ts'

export interface Surroundings {
  readonly account: ProcedureAccount
  readonly stage: Stage
  /** A connection with the client of a web application. */
  readonly web: Connection
}

/** One call, over messages and names of its own. */
export interface Call {
  /** Inputs in the order in which they are declared, so that they can be given by position. */
  readonly inputs: readonly (readonly [name: string, value: string | number])[]
  /** What it answers, as `toMatchObject` takes it. */
  readonly answers: readonly object[]
  /** What can be seen from outside afterwards. */
  readonly check: () => void
  /** Where it runs; the account's connection is left out. */
  readonly on?: Connection
}

const DONE = { Success: 'true' }

function lastMail({ server }: ProcedureAccount) {
  const mail = server.mails.at(-1)!
  return { to: mail.to, text: mail.octets.toString() }
}

/** The web flow up to the code that the user's browser brings back. */
async function verifier({ stage, web }: Surroundings): Promise<string> {
  const CallbackURL = stage.oauth.clients.web.callbackUrls[0]!
  const [row] = await web.call<{ URL: string }>('GetOAuthAuthorizationURL', {
    CallbackURL,
    Prompt: 'CONSENT',
  })
  return new URL(await stage.oauth.agree(row!.URL)).searchParams.get('code')!
}

async function refreshToken(surroundings: Surroundings): Promise<string> {
  const [row] = await surroundings.web.call<{ OAuthRefreshToken: string }>('GetOAuthAccessToken', {
    Verifier: await verifier(surroundings),
  })
  return row!.OAuthRefreshToken
}

/** How each procedure of the catalogue is called, and what comes of it. */
export const CASES: Readonly<Record<string, (surroundings: Surroundings) => Call | Promise<Call>>> = {
  AddMailbox({ account }) {
    const name = account.name()
    return {
      inputs: [['Mailbox', name]],
      answers: [DONE],
      check: () => expect(account.hasMailbox(name)).toBe(true),
    }
  },
  CopyEmails({ account }) {
    const message = account.message()
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Inbox'],
        ['DestinationMailbox', 'Work'],
      ],
      answers: [{ ...DONE, Affected: 1, Ids: expect.stringMatching(/^\d+$/) }],
      check: () => expect(account.state(message)).toEqual(expect.arrayContaining(['\\Inbox', 'Work'])),
    }
  },
  DeleteMailbox({ account }) {
    const name = account.name()
    account.makeLabel(name)
    return {
      inputs: [['Mailbox', name]],
      answers: [DONE],
      check: () => expect(account.hasMailbox(name)).toBe(false),
    }
  },
  DownloadAttachments({ account }) {
    const path = join(account.folder, 'plan.pdf')
    return {
      inputs: [
        ['Id', account.message().uid],
        ['Mailbox', 'Inbox'],
        ['Folder', account.folder],
        ['Overwrite', 'TRUE'],
      ],
      answers: [{ Filename: 'plan.pdf', Path: path, Size: 3 }],
      check: () => expect(existsSync(path)).toBe(true),
    }
  },
  ForwardMailMessage({ account }) {
    return {
      inputs: [
        ['Id', account.message().uid],
        ['Mailbox', 'Inbox'],
        ['MessageBody', 'See below'],
        ['To', 'carl@example.com'],
      ],
      answers: [{ ...DONE, MessageId: expect.stringMatching(/^<.+>$/) }],
      check: () => {
        expect(lastMail(account).to).toEqual(['carl@example.com'])
        expect(lastMail(account).text).toContain('Forwarded message')
      },
    }
  },
  async GetOAuthAccessToken(surroundings) {
    return {
      inputs: [
        ['AuthMode', 'WEB'],
        ['Verifier', await verifier(surroundings)],
      ],
      answers: [
        {
          OAuthAccessToken: expect.stringMatching(/./),
          OAuthRefreshToken: expect.stringMatching(/./),
          ExpiresIn: expect.any(Number),
          User: ANNA,
        },
      ],
      check: () => {},
      on: surroundings.web,
    }
  },
  GetOAuthAuthorizationURL({ stage, account, web }) {
    const state = account.name().replace(' ', '-')
    return {
      inputs: [
        ['AuthMode', 'WEB'],
        ['CallbackURL', stage.oauth.clients.web.callbackUrls[0]!],
        ['Scope', 'https://mail.google.com/ openid email'],
        ['Prompt', 'CONSENT'],
        ['AccessType', 'OFFLINE'],
        ['State', state],
      ],
      answers: [{ URL: expect.stringContaining(`state=${state}`), State: state }],
      check: () => {},
      on: web,
    }
  },
  GetPart({ account }) {
    return {
      inputs: [
        ['Id', account.message().uid],
        ['Mailbox', 'Inbox'],
        ['PartId', '2'],
      ],
      answers: [{ Content: 'UERG', ContentType: 'application/pdf', Size: 3 }],
      check: () => {},
    }
  },
  GetRawMessage({ account }) {
    const { uid, raw } = account.message()
    const path = join(account.folder, `${uid}.eml`)
    return {
      inputs: [
        ['Id', uid],
        ['Mailbox', 'Inbox'],
        ['LocalFile', path],
      ],
      answers: [{ Content: path, Size: raw.length }],
      check: () => expect(existsSync(path)).toBe(true),
    }
  },
  ImportMessage({ account }) {
    const subject = account.name()
    const answer = { ...DONE, Id: expect.any(String), MsgId: expect.stringMatching(/^\d+$/) }
    return {
      inputs: [
        ['RawMessage', `Subject: ${subject}\r\nMessage-ID: <${subject.replace(' ', '')}@x>\r\n\r\nit's`],
        ['Mailbox', 'Work'],
        ['ReceivedDate', '2026-01-05T10:00:00+09:00'],
        ['Flags', 'Seen'],
        ['Labels', 'Inbox'],
      ],
      answers: [answer],
      check: () =>
        expect(account.newest()).toMatchObject({
          flags: ['\\Seen'],
          labels: expect.arrayContaining(['Work', '\\Inbox']),
          internalDate: new Date('2026-01-05T01:00:00Z'),
          raw: expect.stringContaining(subject),
        }),
    }
  },
  MoveEmails({ account }) {
    const message = account.message()
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Inbox'],
        ['DestinationMailbox', 'Work'],
      ],
      answers: [{ ...DONE, Affected: 1, Ids: expect.stringMatching(/^\d+$/) }],
      check: () => expect(account.state(message)).toEqual(['Work', 'mail']),
    }
  },
  async RefreshOAuthAccessToken(surroundings) {
    return {
      inputs: [['OAuthRefreshToken', await refreshToken(surroundings)]],
      answers: [
        {
          OAuthAccessToken: expect.stringMatching(/./),
          OAuthRefreshToken: expect.stringMatching(/./),
          ExpiresIn: expect.any(Number),
        },
      ],
      check: () => {},
      on: surroundings.web,
    }
  },
  RenameMailbox({ account }) {
    const [name, to] = [account.name(), account.name()]
    account.makeLabel(name)
    return {
      inputs: [
        ['Mailbox', name],
        ['NewMailbox', to],
      ],
      answers: [DONE],
      check: () => expect([account.hasMailbox(name), account.hasMailbox(to)]).toEqual([false, true]),
    }
  },
  ReplyToMailMessage({ account }) {
    return {
      inputs: [
        ['Id', account.message().uid],
        ['Mailbox', 'Inbox'],
        ['MessageBody', 'Yes'],
        ['ReplyAll', 'TRUE'],
      ],
      answers: [{ ...DONE, MessageId: expect.stringMatching(/^<.+>$/) }],
      check: () => expect(lastMail(account).to).toEqual(['ann@example.com', 'bob@example.com']),
    }
  },
  async RevokeOAuthAccessToken(surroundings) {
    const { stage, web } = surroundings
    const token = await refreshToken(surroundings)
    stage.oauth.log.length = 0
    return {
      inputs: [['Token', token]],
      answers: [DONE],
      check: () => expect(stage.oauth.log.map(({ endpoint }) => endpoint)).toEqual(['revoke']),
      on: web,
    }
  },
  SendDraft({ account }) {
    const message = account.message('\\Draft')
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Drafts'],
      ],
      answers: [{ ...DONE, MessageId: /Message-ID: (.+)/.exec(message.raw)![1] }],
      check: () => {
        expect(lastMail(account).to).toEqual(['demo@gmail.example', 'bob@example.com'])
        expect(account.state(message)).not.toContain('\\Draft')
      },
    }
  },
  SendMailMessage({ account }) {
    const subject = account.name()
    return {
      inputs: [
        ['To', 'ann@example.com'],
        ['Subject', subject],
        ['MessageBody', 'Hello'],
      ],
      answers: [{ ...DONE, MessageId: expect.stringMatching(/^<.+>$/), Refused: null }],
      check: () => expect(lastMail(account).text).toContain(`Subject: ${subject}`),
    }
  },
  SetFlags({ account }) {
    const message = account.message()
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Inbox'],
        ['Flags', 'Seen,Flagged'],
        ['OperationType', 'ADD'],
      ],
      answers: [{ ...DONE, Affected: 1 }],
      check: () => expect(account.state(message)).toEqual(expect.arrayContaining(['\\Seen', '\\Flagged'])),
    }
  },
  SetLabels({ account }) {
    const message = account.message()
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Inbox'],
        ['Labels', 'Work'],
        ['OperationType', 'ADD'],
      ],
      answers: [{ ...DONE, Affected: 1 }],
      check: () => expect(account.state(message)).toEqual(expect.arrayContaining(['\\Inbox', 'Work'])),
    }
  },
  Sync({ account }) {
    const name = account.name()
    account.message(name)
    return {
      inputs: [['Mailbox', name]],
      answers: [
        {
          ...{ Mailbox: name, New: 1, Changed: 0, Expunged: 0 },
          ...{ Bytes: expect.any(Number), Milliseconds: expect.any(Number) },
        },
      ],
      check: () => {},
    }
  },
  TrashMessage({ account }) {
    const message = account.message()
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Inbox'],
      ],
      answers: [DONE],
      check: () => expect(account.state(message)).toContain('trash'),
    }
  },
  async Undo({ account }) {
    const message = account.message()
    await account.db.call('SetFlags', { Id: message.uid, Flags: 'Flagged' })
    const { rows } = await account.db.query<{ n: number }>('SELECT MAX(Journal) AS n FROM sys_journal')
    return {
      inputs: [['Journal', rows[0]!.n]],
      answers: [{ ...DONE, Affected: 1 }],
      check: () => expect(account.state(message)).not.toContain('\\Flagged'),
    }
  },
  UntrashMessage({ account }) {
    const message = account.message('\\Trash')
    return {
      inputs: [
        ['Id', message.uid],
        ['Mailbox', 'Trash'],
      ],
      answers: [DONE],
      check: () => expect(account.state(message)).toEqual(['\\Inbox', 'mail']),
    }
  },
}
