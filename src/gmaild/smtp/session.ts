import type { Settings } from '../settings.ts'

/** What a message that was sent is, and for whom. */
export interface SentMail {
  readonly from: string
  readonly to: readonly string[]
  /** One character an octet. */
  readonly octets: string
}

const SIZE = 35_882_577
/** RFC 5321 §4.5.3.1.6, with room for a token. */
const LONGEST_LINE = 16_384

type Settled = Pick<Settings, 'user' | 'password' | 'accessTokens' | 'tokenUser'>

/** One SMTP session (RFC 5321), answering line by line: AUTH PLAIN and XOAUTH2, PIPELINING, SIZE. */
export class SmtpSession {
  readonly #settings: Settled
  readonly #say: (text: string) => void
  readonly #file: (mail: SentMail) => void
  #rest = ''
  #isLoggedIn = false
  #from: string | null = null
  #to: string[] = []
  #content: string[] | null = null
  #octets = 0
  /** Takes the line that an AUTH asked for. */
  #answer: ((line: string) => Reply) | null = null
  isEnded = false

  constructor(settings: Settled, say: (text: string) => void, file: (mail: SentMail) => void) {
    this.#settings = settings
    this.#say = text => say(`${text}\r\n`)
    this.#file = file
    this.#say('220 gmaild ESMTP ready')
  }

  receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\r\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      const reply = this.isEnded ? null : this.#replyTo(line)
      if (reply !== null) this.#say(reply)
    }
    if (this.#content !== null || this.#rest.length <= LONGEST_LINE) return
    this.isEnded = true
    this.#say('500 5.5.2 Line too long')
  }

  #replyTo(line: string): Reply {
    if (this.#content !== null) return this.#contentLine(line)
    const answer = this.#answer
    this.#answer = null
    if (answer !== null) return answer(line)
    const [, verb = '', argument = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? []
    const command = COMMANDS[verb.toUpperCase()]
    if (command === undefined) return '502 5.5.1 Unrecognized command'
    const mayRun = this.#isLoggedIn || !NEEDS_LOGIN.has(verb.toUpperCase())
    return mayRun ? command(this, argument) : '530 5.7.0 Authentication Required'
  }

  hello(): Reply {
    const extensions = [`SIZE ${SIZE}`, '8BITMIME', 'AUTH PLAIN XOAUTH2', 'PIPELINING', 'SMTPUTF8']
    const lines = ['gmaild at your service', ...extensions]
    return lines.map((line, index) => `250${index < lines.length - 1 ? '-' : ' '}${line}`).join('\r\n')
  }

  auth(argument: string): Reply {
    const [mechanism = '', initial] = argument.split(' ')
    const checks: Readonly<Record<string, (text: string) => Reply>> = {
      PLAIN: text => this.#plain(text),
      XOAUTH2: text => this.#xoauth2(text),
    }
    const check = checks[mechanism.toUpperCase()]
    if (check === undefined) return '504 5.7.4 Unrecognized authentication type'
    const decoded = (text: string) => check(Buffer.from(text, 'base64').toString())
    if (initial !== undefined) return decoded(initial)
    this.#answer = decoded
    return '334 '
  }

  #plain(text: string): Reply {
    const [, user = '', password = ''] = text.split('\0')
    return this.#login(this.#isUser(user) && password === this.#settings.password)
  }

  #xoauth2(text: string): Reply {
    const [, user = '', token = ''] = /^user=(.*?)\x01auth=Bearer (.*?)\x01\x01$/is.exec(text) ?? []
    const { accessTokens, tokenUser } = this.#settings
    const isKnown = accessTokens.has(token) || tokenUser(token)?.toLowerCase() === user.toLowerCase()
    if (this.#isUser(user) && isKnown) return this.#login(true)
    const challenge = { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' }
    this.#answer = () => this.#login(false)
    return `334 ${Buffer.from(JSON.stringify(challenge)).toString('base64')}`
  }

  #isUser(user: string): boolean {
    return user.toLowerCase() === this.#settings.user.toLowerCase()
  }

  #login(isRight: boolean): Reply {
    this.#isLoggedIn = isRight
    return isRight
      ? '235 2.7.0 Accepted'
      : '535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 gmaild'
  }

  mail(argument: string): Reply {
    const [, from, rest = ''] = /^FROM:\s*<([^<>\s]*)>(.*)$/i.exec(argument) ?? []
    if (from === undefined) return '555 5.5.2 Syntax error'
    if (Number(/\bSIZE=(\d+)/i.exec(rest)?.[1] ?? 0) > SIZE)
      return '552 5.3.4 Your message exceeded the size limits'
    this.reset()
    this.#from = from
    return '250 2.1.0 OK'
  }

  recipient(argument: string): Reply {
    const to = /^TO:\s*<([^<>]+@[^<>\s]+)>/i.exec(argument)?.[1]
    if (this.#from === null) return '503 5.5.1 MAIL first'
    if (to === undefined) return '553 5.1.3 The recipient address is not a valid address'
    this.#to.push(to)
    return '250 2.1.5 OK'
  }

  data(): Reply {
    if (this.#to.length === 0) return '503 5.5.1 RCPT first'
    this.#content = []
    this.#octets = 0
    return '354 Go ahead'
  }

  #contentLine(line: string): Reply {
    if (line === '.') return this.#contentEnd()
    const text = line.startsWith('.') ? line.slice(1) : line
    this.#octets += text.length + 2
    // What is over the limit is read to its end and refused there.
    if (this.#octets <= SIZE) this.#content!.push(text)
    return null
  }

  #contentEnd(): Reply {
    const octets = `${this.#content!.join('\r\n')}\r\n`
    this.#content = null
    if (this.#octets > SIZE) return '552 5.2.3 Your message exceeded the size limits'
    this.#file({ from: this.#from!, to: this.#to, octets })
    this.reset()
    return '250 2.0.0 OK gmaild'
  }

  reset(): Reply {
    this.#from = null
    this.#to = []
    return '250 2.1.5 Flushed'
  }

  quit(): Reply {
    this.isEnded = true
    return '221 2.0.0 closing connection'
  }
}

/** Lines without the last CRLF; null: nothing is said. */
type Reply = string | null

const NEEDS_LOGIN = new Set(['MAIL', 'RCPT', 'DATA'])

const COMMANDS: Readonly<Record<string, (session: SmtpSession, argument: string) => Reply>> = {
  EHLO: session => session.hello(),
  HELO: () => '250 gmaild',
  AUTH: (session, argument) => session.auth(argument),
  MAIL: (session, argument) => session.mail(argument),
  RCPT: (session, argument) => session.recipient(argument),
  DATA: session => session.data(),
  RSET: session => session.reset(),
  NOOP: () => '250 2.0.0 OK',
  QUIT: session => session.quit(),
}
