import { ImapFlow } from 'imapflow'
import type { Credentials } from '../net/credentials.ts'
import type { SplitterLimits } from './lane/response-splitter.ts'
import type { LogAdapter } from './log-adapter.ts'
import type { ImapSourceOptions } from './options.ts'
import type { Transport } from './transport.ts'
import type { Tagged, UntaggedHandlers } from './untagged.ts'
import type { Attribute } from './wire.ts'

/** What imapflow has but does not declare (measured with 2.10.2, which the package pins). */
export interface RawClient {
  exec(
    command: string,
    attributes: readonly Attribute[],
    options: { untagged: UntaggedHandlers; onPlusTag?: () => Promise<void> },
  ): Promise<{ response: Tagged; next(): void }>
  /** A line that is no command. */
  write(line: string): void
  /** What it knows to send, by name; the set-up of a session leaves out what is not there. */
  commands: ReadonlyMap<string, unknown>
  readonly tagCounter: number
  readonly streamer: { maxLineLength: number }
}

const LEAST_MAX_LITERAL = 64 * 1024 * 1024
/** Before the login nothing long is said; afterwards a SEARCH answer is one line. */
const MAX_LINE_BEFORE_LOGIN = 256 * 1024
const MAX_LINE_AFTER_LOGIN = 32 * 1024 * 1024
/** Of one answer: ten thousand parts, which is the most that is read of one, have half as many. imapflow makes objects of 150 bytes of them. */
export const MAX_TOKENS = 400_000
/** setTimeout takes no more; imapflow takes 0 for its default. */
const NEVER = 2 ** 31 - 2000

/** What a response may be, in octets. */
export function limitsOf({ maxLiteralBytes }: ImapSourceOptions, isLoggedIn: boolean): SplitterLimits {
  const literal = Math.max(LEAST_MAX_LITERAL, maxLiteralBytes ?? 0)
  return {
    line: isLoggedIn ? MAX_LINE_AFTER_LOGIN : MAX_LINE_BEFORE_LOGIN,
    literal,
    // It may carry several pieces.
    response: 2 * literal + MAX_LINE_AFTER_LOGIN,
  }
}

/** Milliseconds of Timeout; 0 none. */
export function timeoutMsOf({ timeoutSeconds }: ImapSourceOptions): number {
  return Math.min(timeoutSeconds * 1000, NEVER)
}

/** An imapflow that sends nothing of its own accord but the set-up of a session. */
export function createClient(
  options: ImapSourceOptions,
  credentials: Credentials,
  parts: { readonly transport: Transport; readonly logger: LogAdapter },
): ImapFlow {
  const { host, port, user } = options
  const secret = credentials.value.reveal()
  const timeout = timeoutMsOf(options) || NEVER
  const limits = limitsOf(options, false)
  const client = new ImapFlow({
    host,
    port,
    secure: options.tls === 'Implicit',
    doSTARTTLS: options.tls === 'StartTLS',
    auth: credentials.kind === 'password' ? { user, pass: secret } : { user, accessToken: secret },
    transport: parts.transport,
    logger: parts.logger,
    // Empty values are left out of ID; without them imapflow would tell its own vendor and address.
    clientInfo: {
      name: options.clientName ?? 'gmailsql',
      version: options.clientVersion ?? '',
      vendor: '',
      'support-url': '',
    },
    disableAutoIdle: true,
    disableCompression: true,
    disableIMAP4rev2: true,
    maxLiteralSize: limits.literal,
    maxResponseSize: limits.response,
    maxResponseTokens: MAX_TOKENS,
    maxLineLength: limits.line,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    // Our own clock watches the progress: this one would not see a server that drips bytes.
    socketTimeout: NEVER,
  })
  leaveOut(client, 'NAMESPACE')
  return client
}

/** Mailboxes are named as LIST names them, so that no prefix has to be known: asking for it is a round trip for nothing. */
function leaveOut(client: ImapFlow, command: string): void {
  const raw = client as unknown as RawClient
  raw.commands = new Map([...raw.commands].filter(([name]) => name !== command))
}
