import { type Logger, maskSecrets } from '../util/log.ts'

/** An entry as imapflow writes it. */
interface Entry {
  readonly src?: unknown
  readonly msg?: unknown
  readonly comment?: unknown
  readonly err?: unknown
}

/**
 * A line of the server that imapflow could not parse, cut to 1 KB; it is skipped by imapflow, so it must not
 * be by us.
 */
export interface UnparsedLine {
  readonly code: string
  readonly text: string
}

export interface LogAdapterOptions {
  readonly logger: Logger | undefined
  readonly secrets: () => readonly string[]
  readonly onUnparsed: (line: UnparsedLine) => void
}

const COMMANDS = 3
const TRANSPORT = 4

/**
 * imapflow's logger interface over ours: commands and tagged answers at level 3, the rest at level 4.
 * imapflow serializes each response for the levels that are on, so `isLevelEnabled` must tell the truth.
 */
export class LogAdapter {
  readonly #options: LogAdapterOptions

  constructor(options: LogAdapterOptions) {
    this.#options = options
  }

  isLevelEnabled(level: string): boolean {
    if (level === 'error' || level === 'warn' || level === 'fatal') return true
    const { logger } = this.#options
    if (logger === undefined) return false
    // trace: one line for each message row.
    return logger.isEnabled(level === 'trace' ? 5 : level === 'debug' ? COMMANDS : TRANSPORT, 'IMAP')
  }

  trace(entry: Entry): void {
    this.#write(5, entry)
  }

  debug(entry: Entry): void {
    const tagged = entry.src === 'c' || (entry.src === 's' && !String(entry.msg).startsWith('*'))
    this.#write(tagged ? COMMANDS : TRANSPORT, entry)
  }

  info(entry: Entry): void {
    this.#write(TRANSPORT, entry)
  }

  warn(entry: Entry): void {
    this.#write(TRANSPORT, entry)
  }

  error(entry: Entry): void {
    if (entry.src === 's') {
      const code = String((entry.err as { code?: unknown } | undefined)?.code ?? '')
      this.#options.onUnparsed({ code, text: String(entry.msg) })
    }
    this.#write(TRANSPORT, entry)
  }

  fatal(entry: Entry): void {
    this.error(entry)
  }

  #write(level: 3 | 4 | 5, entry: Entry): void {
    const { logger, secrets } = this.#options
    if (logger?.isEnabled(level, 'IMAP') !== true) return
    const from = entry.src === 'c' ? 'C: ' : entry.src === 's' ? 'S: ' : ''
    const detail = entry.err instanceof Error ? ` (${entry.err.message})` : ''
    logger.write(level, 'IMAP', from + maskSecrets(hideLogin(entry) + detail, secrets()))
  }
}

/**
 * Login lines whole: what imapflow leaves readable in them is the user in base64, next to where the secret
 * was.
 */
function hideLogin(entry: Entry): string {
  const text = String(entry.msg ?? '')
  if (entry.src !== 'c') return text
  if (typeof entry.comment === 'string' && /^(Encoded|Error response)/.test(entry.comment)) return '********'
  const login = /^(\S+ (?:LOGIN|AUTHENTICATE(?: "?[A-Za-z0-9-]+"?)?))/i.exec(text)
  return login === null ? text : `${login[1]} ********`
}
