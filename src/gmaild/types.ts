import type { AppendedMessage, AppendInput, GmaildAccount } from './account-door.ts'
import type { ScriptedFault } from './faults/scripted-fault.ts'
import type { WireFault } from './faults/wire-fault.ts'
import type { Interception } from './interception.ts'

export type { AppendedMessage, AppendInput, GmaildAccount, Interception, ScriptedFault, WireFault }

/** A command as it arrived, for `intercept`. */
export interface GmaildCommand {
  readonly tag: string
  /** Upper case, with UID where it was sent: `UID FETCH`. */
  readonly name: string
  /** The whole text, secrets masked, without the last line end. */
  readonly line: string
}

export interface GmaildSession {
  /** Connections are counted from 1. */
  readonly connection: number
  readonly mailbox: string | undefined
  readonly authenticated: boolean
  /** How many commands of that name this connection sent before this one. */
  count(name: string): number
}

export interface GmaildRecord extends GmaildCommand {
  readonly connection: number
  /** Octets sent from the command's arrival to the end of its tagged line. */
  responseBytes: number
}

export interface GmaildOptions {
  /** Size of the demo mailbox; 0 is an empty account. Default 5000. */
  readonly messages?: number
  /** Default `demo@gmail.example`. */
  readonly user?: string
  /** Default `demo`. */
  readonly password?: string
  /** OAuth access tokens that are accepted. */
  readonly accessTokens?: readonly string[]
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** IANA zone of the account: SINCE, BEFORE and ON compare dates in it. Default UTC. */
  readonly timeZone?: string
  /** So many of the newest messages of a mailbox are not yet in the date and text indexes. Default 0. */
  readonly indexLag?: number
  /** Language of the names under `[Gmail]`: en, en-GB, ja, fr, de, es. */
  readonly language?: string
  /** Whose mail an access token opens, where an authorization server knows; asked beside `accessTokens`. */
  readonly tokenUser?: (accessToken: string) => string | undefined
  /** Octets; default 35651584. */
  readonly appendLimit?: number
  /** Default 15. */
  readonly maxConnections?: number
  /** SMTP as well, without TLS: what is sent is filed in Sent, and in the Inbox when it is for the account. Default false. */
  readonly smtp?: boolean
  /** Implicit TLS, PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Every login is answered that IMAP access is disabled. */
  readonly imapDisabled?: boolean
  /** Milliseconds after which a login by token is ended by BYE and the token is refused. */
  readonly tokenExpiry?: number
  /** In place of the capabilities announced after login. */
  readonly capabilities?: string
  /** Default true, as in Gmail's settings: `\Deleted` acts at once. False waits for EXPUNGE. */
  readonly autoExpunge?: boolean
  readonly intercept?: (
    command: GmaildCommand,
    session: GmaildSession,
  ) => Interception | undefined | Promise<Interception | undefined>
  /** Faults that come with certain commands, before `intercept` is asked. */
  readonly faults?: readonly ScriptedFault[]
  /** What happens to the octets of a connection, which are counted from 1. */
  readonly wire?: (connection: number) => WireFault | undefined
}

export interface Gmaild extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** Of SMTP; undefined without the option. */
  readonly smtpPort: number | undefined
  readonly user: string
  readonly password: string
  /** Tokens that are accepted now; a test may add and delete. */
  readonly accessTokens: Set<string>
  readonly record: GmaildRecord[]
  clearRecord(): void
  readonly account: GmaildAccount
  /** Open connections. */
  readonly connectionCount: number
  close(): Promise<void>
}
