import type { Account } from './store/account.ts'
import { MessageIdIndex } from './store/appending.ts'
import type { GmaildOptions, GmaildRecord } from './types.ts'

const BEFORE_LOGIN =
  'IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN ' +
  'AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER'
const AFTER_LOGIN =
  'IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE ' +
  'CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE'

/** What every session of a server shares. */
export interface Settings {
  readonly account: Account
  readonly messageIds: MessageIdIndex
  readonly user: string
  readonly password: string
  readonly accessTokens: Set<string>
  readonly tokenUser: (accessToken: string) => string | undefined
  readonly timeZone: string
  readonly indexLag: number
  readonly appendLimit: number
  readonly maxConnections: number
  readonly imapDisabled: boolean
  /** When a token runs out, counted from its first use; undefined when it does not. */
  readonly expiryOf: (token: string) => number | undefined
  readonly capabilitiesBefore: string
  readonly capabilitiesAfter: string
  readonly autoExpunge: boolean
  readonly intercept: GmaildOptions['intercept']
  readonly wire: GmaildOptions['wire']
  readonly record: GmaildRecord[]
}

export function resolveSettings(options: GmaildOptions, account: Account): Settings {
  const appendLimit = options.appendLimit ?? 35_651_584
  const accessTokens = new Set(options.accessTokens)
  return {
    account,
    messageIds: new MessageIdIndex(account),
    user: options.user ?? 'demo@gmail.example',
    password: options.password ?? 'demo',
    accessTokens,
    tokenUser: options.tokenUser ?? (() => undefined),
    timeZone: options.timeZone ?? 'UTC',
    indexLag: options.indexLag ?? 0,
    appendLimit,
    maxConnections: options.maxConnections ?? 15,
    imapDisabled: options.imapDisabled ?? false,
    expiryOf: expiryClock(options.tokenExpiry, accessTokens),
    capabilitiesBefore: BEFORE_LOGIN,
    capabilitiesAfter: options.capabilities ?? `${AFTER_LOGIN} APPENDLIMIT=${appendLimit}`,
    autoExpunge: options.autoExpunge ?? true,
    intercept: options.intercept,
    wire: options.wire,
    record: [],
  }
}

/** A token is refused from the moment at which the first session that used it is ended. */
function expiryClock(lifetime: number | undefined, tokens: Set<string>): Settings['expiryOf'] {
  const ends = new Map<string, number>()
  return token => {
    if (lifetime === undefined) return undefined
    const known = ends.get(token)
    if (known !== undefined) return known
    const end = Date.now() + lifetime
    ends.set(token, end)
    setTimeout(() => tokens.delete(token), lifetime).unref()
    return end
  }
}
