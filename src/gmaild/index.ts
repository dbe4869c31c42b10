import { GmaildAccount } from './account-door.ts'
import { fillDemoMailbox } from './demo/fill.ts'
import { scripted } from './faults/script.ts'
import { ImapServer } from './server.ts'
import { resolveSettings } from './settings.ts'
import { SmtpServer } from './smtp/server.ts'
import { Account } from './store/account.ts'
import type { Gmaild, GmaildOptions } from './types.ts'

export { faults } from './faults/faults.ts'
export type {
  AppendedMessage,
  AppendInput,
  Gmaild,
  GmaildAccount,
  GmaildCommand,
  GmaildOptions,
  GmaildRecord,
  GmaildSession,
  Interception,
  ScriptedFault,
  WireFault,
} from './types.ts'

/**
 * Starts a Gmail double on 127.0.0.1: IMAP with labels as mailboxes, token search and X-GM-EXT-1, over a demo
 * mailbox that is the same on every run. Throws GmailSqlError `BAD_VALUE` for an option that has no meaning.
 */
export async function startGmaild(options: GmaildOptions = {}): Promise<Gmaild> {
  const account = new Account(options.language ?? 'en')
  fillDemoMailbox(account, options.messages ?? 5000, options.user ?? 'demo@gmail.example')
  const settings = resolveSettings(options, account)
  const door = new GmaildAccount(account, settings.messageIds)
  const intercept = scripted(options.faults ?? [], options.intercept, door)
  const server = new ImapServer({ ...settings, intercept }, options.tls)
  const port = await server.listen(options.port ?? 0)
  const smtp = options.smtp ? new SmtpServer(settings, door) : undefined
  const smtpPort = await smtp?.listen()
  const close = async (): Promise<void> => {
    await smtp?.close()
    await server.close()
  }
  return {
    host: '127.0.0.1',
    port,
    smtpPort,
    user: settings.user,
    password: settings.password,
    accessTokens: settings.accessTokens,
    record: settings.record,
    clearRecord: () => {
      settings.record.length = 0
    },
    account: door,
    get connectionCount() {
      return server.connectionCount
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
