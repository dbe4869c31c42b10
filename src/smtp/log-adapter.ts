import { format } from 'node:util'
import { type Logger, maskSecrets } from '../util/log.ts'

const COMMANDS = 3
const TRANSPORT = 4
const CONTENT = 5

interface Entry {
  readonly tnx?: unknown
  readonly discarded?: unknown
}

/** nodemailer's logger over ours: commands and answers at level 3, the rest at level 4, the message itself at level 5. */
export class SmtpLog {
  /** The server sent something between its answer to STARTTLS and the handshake: it was written by somebody in between. */
  wasInjected = false
  readonly #logger: Logger
  readonly #secrets: readonly string[]

  constructor(logger: Logger, secrets: readonly string[]) {
    this.#logger = logger
    this.#secrets = secrets
  }

  /** Commands are worth making texts of. */
  get isVerbose(): boolean {
    return this.#logger.isEnabled(COMMANDS, 'SMTP')
  }

  readonly trace = (entry: unknown, ...text: unknown[]) => this.#write(entry, text)
  readonly debug = this.trace
  readonly info = this.trace
  readonly error = this.trace
  readonly fatal = this.trace

  readonly warn = (entry: unknown, ...text: unknown[]) => {
    if (Number((entry as Entry | null)?.discarded) > 0) this.wasInjected = true
    this.#write(entry, text)
  }

  #write(entry: unknown, text: unknown[]): void {
    const { tnx } = (entry ?? {}) as Entry
    const isCommand = tnx === 'client' || tnx === 'server'
    const level = isCommand ? COMMANDS : tnx === 'message' ? CONTENT : TRANSPORT
    if (!this.#logger.isEnabled(level, 'SMTP')) return
    const from = tnx === 'client' ? 'C: ' : tnx === 'server' ? 'S: ' : ''
    this.#logger.write(level, 'SMTP', from + maskSecrets(format(...text), this.#secrets))
  }
}
