import type { Session } from '../session.ts'
import type { Settings } from '../settings.ts'
import { fromOctets } from '../wire/format.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'
import type { Call } from './command.ts'
import { readBearer, readPlain, readXoauth2 } from './sasl.ts'

const REFUSED = '[AUTHENTICATIONFAILED] Invalid credentials (Failure)'
const DISABLED =
  '[ALERT] Your account is not enabled for IMAP use. IMAP access is disabled for your domain or in your settings. (Failure)'
const TOO_MANY = '[ALERT] Too many simultaneous connections. (Failure)'

export function login(call: Call): string {
  const { args } = call
  args.space()
  const user = fromOctets(args.astring())
  args.space()
  const password = fromOctets(args.astring())
  args.end()
  return withPassword(call, user, password)
}

export async function authenticate(call: Call): Promise<string> {
  const { args } = call
  args.space()
  const mechanism = args.word()
  const initial = args.take(' ') ? args.need(/=|[A-Za-z0-9+/]+=*/y) : undefined
  args.end()
  if (!['PLAIN', 'PLAIN-CLIENTTOKEN', 'XOAUTH2', 'OAUTHBEARER'].includes(mechanism)) throw badSyntax()
  const response = decodeBase64(initial === '=' ? '' : (initial ?? (await ask(call.session, ''))))
  if (mechanism === 'PLAIN' || mechanism === 'PLAIN-CLIENTTOKEN') {
    const credentials = readPlain(response)
    if (credentials === undefined) throw badSyntax()
    return withPassword(call, credentials.user, credentials.secret)
  }
  const credentials = mechanism === 'XOAUTH2' ? readXoauth2(response) : readBearer(response)
  return withToken(call, credentials)
}

/** Asks for a line; `*` gives up (RFC 3501 §6.2.2). */
async function ask(session: Session, challenge: string): Promise<string> {
  session.continuation(challenge)
  const line = await session.reader.line()
  if (line === undefined || line === 'too long' || !line.endsWith('\r\n') || line === '*\r\n')
    throw badSyntax()
  return line.slice(0, -2)
}

function decodeBase64(text: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw badSyntax()
  return Buffer.from(text, 'base64').toString('utf8')
}

function withPassword(call: Call, user: string, password: string): string {
  const { settings } = call.session
  const known = user.toLowerCase() === settings.user.toLowerCase()
  // Gmail shows app passwords in groups of four and takes them either way.
  if (!known || password.replaceAll(' ', '') !== settings.password.replaceAll(' ', ''))
    throw new Refusal('NO', REFUSED)
  return admit(call)
}

async function withToken(
  call: Call,
  credentials: { user: string; secret: string } | undefined,
): Promise<string> {
  const { session } = call
  const { settings } = session
  const wellFormed = credentials !== undefined
  const known = credentials?.user === '' || credentials?.user.toLowerCase() === settings.user.toLowerCase()
  if (!wellFormed || !known || !opens(settings, credentials.secret)) {
    const status = wellFormed ? '400' : '401'
    const challenge = JSON.stringify({ status, schemes: 'Bearer', scope: 'https://mail.google.com/' })
    await ask(session, Buffer.from(challenge).toString('base64'))
    throw new Refusal('NO', REFUSED)
  }
  const answer = admit(call)
  const expiry = settings.expiryOf(credentials.secret)
  if (expiry !== undefined) session.expireAt(expiry)
  return answer
}

function opens({ accessTokens, tokenUser, user, expiryOf }: Settings, token: string): boolean {
  const isKnown = accessTokens.has(token) || tokenUser(token)?.toLowerCase() === user.toLowerCase()
  return isKnown && (expiryOf(token) ?? Number.POSITIVE_INFINITY) > Date.now()
}

function admit(call: Call): string {
  const { session } = call
  const { settings } = session
  if (settings.imapDisabled) throw new Refusal('NO', DISABLED)
  if (session.loggedIn() >= settings.maxConnections) throw new Refusal('NO', TOO_MANY)
  session.authenticated = true
  session.line(`* CAPABILITY ${settings.capabilitiesAfter}`)
  return `OK ${settings.user} authenticated (Success)`
}
