import type { LibraryError } from '../errors.ts'
import type { LogAdapter, UnparsedLine } from '../log-adapter.ts'
import type { Token } from '../tokens.ts'
import { rowText } from './row-text.ts'
import { RowError, tokenizeRow } from './tokenize-row.ts'
import { WireError } from './wire-error.ts'

/** What takes the rows of a command. It must not throw. */
export interface RowReceiver {
  /** False: the row is none of this command's. */
  take(row: Token, tooDeep: readonly string[]): boolean
  /** A response that cannot be read, and was skipped. */
  unparsed(line: UnparsedLine): void
}

interface InFlight {
  readonly tag: string
  readonly rows: RowReceiver
  /** Runs before a further octet is read. */
  readonly onOk: (() => void) | undefined
  readonly resolve: (answer: string) => void
  readonly reject: (error: LibraryError) => void
}

export interface LaneOptions {
  readonly write: (line: string) => void
  readonly log: LogAdapter
  /** Of a row. */
  readonly maxTokens: number
  /** The text of a tagged answer that is to be shown (RFC 9051 §7.1). */
  readonly onAlert: (text: string) => void
}

/** What imapflow can make something of; no other response has a number before its name. */
const OTHERS =
  /^(?:\* (?:\d+ (?:EXISTS|EXPUNGE|RECENT)\b|[A-Z])|\+|[^\x00-\x20\x7f(){%*"\\+]+ (?:OK|NO|BAD|BYE)\b)/i
const KEPT_OF_LINE = 1024
const NUL = 0x00
const SPACE = 0x20
const STAR = 0x2a
const ZERO = 0x30
const NINE = 0x39

/**
 * Commands of ours on imapflow's connection, while it has none in flight itself. Their rows and tagged answers are read here,
 * without a promise or an event for each; everything else that the server says is imapflow's.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #inFlight: InFlight[] = []
  #sent = 0
  #bye = ''
  /** Why nothing is answered any more. */
  #over: LibraryError | null = null

  constructor(options: LaneOptions) {
    this.#options = options
  }

  get commandsSent(): number {
    return this.#sent
  }

  /**
   * Sends a command. Several may be in flight: the server answers them in their order (RFC 9051 §5.5). Resolves with the text
   * of the tagged OK; rejects with what imapflow would reject with.
   */
  send(line: string, rows: RowReceiver, onOk?: () => void): Promise<string> {
    if (this.#over !== null) return Promise.reject(this.#over)
    // imapflow's tags are hexadecimal.
    const tag = `L${++this.#sent}`
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    this.#inFlight.push({ tag, rows, onOk, resolve, reject })
    this.#options.log.debug({ src: 'c', msg: `${tag} ${line}` })
    this.#options.write(`${tag} ${line}\r\n`)
    return promise
  }

  /** False: the response is imapflow's. @throws WireError */
  take(response: Buffer, literals: readonly number[] | null): boolean {
    if (this.#inFlight.length === 0) return false
    const start = rowStart(response)
    if (start > 0) this.#takeRow(response, literals, start)
    else return this.#takeLine(response.toString('utf8', 0, KEPT_OF_LINE).replace(/^\0+|\r?\n$/g, ''))
    return true
  }

  /** The connection is over: what is in flight is not answered any more. */
  fail(error: LibraryError): void {
    const { code, message } = error
    this.#over ??= { code, message, ...(this.#bye === '' ? {} : { reason: this.#bye }) }
    for (const { reject } of this.#inFlight.splice(0)) reject(this.#over)
  }

  #takeRow(response: Buffer, places: readonly number[] | null, start: number): void {
    const row = rowText(response, places)
    const { log, maxTokens } = this.#options
    if (log.isLevelEnabled('trace')) log.trace({ src: 's', msg: row.text })
    try {
      const { list, tooDeep } = tokenizeRow(row, start, maxTokens)
      // UIDs tell whose row it is; one that nobody asked for is a change of flags.
      this.#inFlight.some(({ rows }) => rows.take(list, tooDeep))
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      this.#skip({ code: error.code, text: row.text.slice(0, KEPT_OF_LINE) })
    }
  }

  #takeLine(line: string): boolean {
    const answered = this.#inFlight.find(({ tag }) => line.startsWith(`${tag} `))
    if (answered !== undefined) this.#answer(answered, line.slice(answered.tag.length + 1))
    // Seen with a server that forgot the tag.
    else if (/^(?:NO|BAD)\b/i.test(line)) this.#answer(this.#inFlight[0]!, line)
    else if (OTHERS.test(line)) {
      const bye = /^\* BYE\b(?: *\[[^\]]*\])? *(.*)/i.exec(line)
      if (bye !== null) this.#bye = bye[1] || 'Server closed connection'
      return false
    } else this.#skip({ code: 'BadRow', text: line })
    return true
  }

  #answer(command: InFlight, line: string): void {
    this.#options.log.debug({ src: 's', msg: `${command.tag} ${line}` })
    this.#inFlight.splice(this.#inFlight.indexOf(command), 1)
    const [, status = '', code = '', text = ''] =
      /^(OK|NO|BAD)\b(?: *\[([^\s\]]*)(?:\s[^\]]*)?\])? *(.*)/i.exec(line) ?? []
    const responseStatus = status.toUpperCase()
    if (code.toUpperCase() === 'ALERT') this.#options.onAlert(text)
    // Not a failure: they are left out, as those are that another client expunged before.
    const isExpunged =
      responseStatus === 'NO' && text.includes('Some of the requested messages no longer exist')
    if (responseStatus === 'OK' || isExpunged) {
      command.onOk?.()
      command.resolve(line)
    } else if (responseStatus === '')
      command.reject(new WireError('InvalidResponse', 'Invalid server response'))
    else command.reject({ responseStatus, responseText: text, serverResponseCode: code })
  }

  #skip(line: UnparsedLine): void {
    this.#options.log.warn({ src: 's', msg: `cannot be read, and is skipped: ${line.text}` })
    this.#inFlight[0]!.rows.unparsed(line)
  }
}

/** Where the data of `* 12 FETCH (…)` begins; 0 when it is no such response. Some servers pad their lines with NUL. */
function rowStart(response: Buffer): number {
  let at = 0
  while (response[at] === NUL) at++
  if (response[at] !== STAR || response[at + 1] !== SPACE) return 0
  const number = at + 2
  at = number
  while (response[at]! >= ZERO && response[at]! <= NINE) at++
  if (at === number || response[at] !== SPACE) return 0
  return response.toString('latin1', at + 1, at + 7).toUpperCase() === 'FETCH ' ? at + 7 : 0
}
