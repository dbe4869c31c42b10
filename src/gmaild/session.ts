import type { Duplex } from 'node:stream'
import { createInflateRaw, type InflateRaw } from 'node:zlib'
import { formatFlags } from './commands/fetch-row.ts'
import { Output } from './output.ts'
import { Selected } from './selected.ts'
import type { Settings } from './settings.ts'
import type { Entry, Mailbox } from './store/mailbox.ts'
import { LineReader } from './wire/line-reader.ts'

/** One connection: what it knows, and the ways in which commands answer. */
export class Session {
  readonly connection: number
  readonly settings: Settings
  readonly output: Output
  readonly reader = new LineReader(1 << 20)
  readonly socket: Duplex
  /** How many sessions are logged in now, this one included or not. */
  readonly loggedIn: () => number
  authenticated = false
  ended = false
  /** UTF8=ACCEPT was enabled. */
  utf8 = false
  /** A command that enables CONDSTORE was given (RFC 7162 §3.1). */
  condstore = false
  selected: Selected | undefined
  /** FETCH rows that may still be sent: tests cut answers short. */
  rowAllowance = Infinity
  /** What becomes of untagged responses, by the wish of a test. */
  edit: ((response: string) => string) | undefined
  /** COMPRESS was accepted; its tagged OK is the last that goes out as it is. */
  compressNext = false
  #inflate: InflateRaw | undefined
  readonly #names = new Map<string, number>()
  #expiry: NodeJS.Timeout | undefined

  constructor(socket: Duplex, settings: Settings, of: { connection: number; loggedIn: () => number }) {
    this.socket = socket
    this.settings = settings
    this.connection = of.connection
    this.loggedIn = of.loggedIn
    this.output = new Output(socket)
  }

  /** Octets of the socket. */
  receive(octets: Buffer): void {
    if (this.#inflate === undefined) this.reader.push(octets)
    else this.#inflate.write(octets)
  }

  startCompression(): void {
    this.compressNext = false
    this.output.compress()
    this.#inflate = createInflateRaw()
    this.#inflate.on('data', (octets: Buffer) => this.reader.push(octets))
    this.#inflate.on('error', () => this.end())
  }

  get account(): Settings['account'] {
    return this.settings.account
  }

  get mailbox(): string | undefined {
    return this.selected?.mailbox.name
  }

  count(name: string): number {
    return this.#names.get(name) ?? 0
  }

  counted(name: string): void {
    this.#names.set(name, this.count(name) + 1)
  }

  /** One line; `octets` without the line end. */
  line(octets: string): void {
    const sent = this.edit !== undefined && octets.startsWith('* ') ? this.edit(octets) : octets
    this.output.write(`${sent}\r\n`)
  }

  /** A continuation request, sent at once. */
  continuation(text: string): void {
    this.line(`+ ${text}`)
    this.output.flush()
  }

  select(mailbox: Mailbox, readOnly: boolean): Selected {
    this.unselect()
    this.selected = new Selected(mailbox, readOnly)
    return this.selected
  }

  unselect(): void {
    this.selected?.close()
    this.selected = undefined
  }

  /** Tells what happened in the selected mailbox; with `uid`, rows carry their UID. */
  tellNews(allowExpunge: boolean, uid = false): void {
    const lines = this.selected?.takeNews(allowExpunge, entry => this.flagItems(entry, uid)) ?? []
    for (const line of lines) this.line(line)
  }

  flagItems(entry: Entry, uid: boolean): string {
    const items = uid ? [`UID ${entry.uid}`] : []
    if (this.condstore) items.push(`MODSEQ (${entry.message.modSeq})`)
    return [...items, `FLAGS ${formatFlags(entry)}`].join(' ')
  }

  /** Ends the session by BYE when the token that it logged in with has run out. */
  expireAt(time: number): void {
    this.#expiry = setTimeout(
      () => {
        this.line('* BYE Session expired, please login again.')
        this.end()
      },
      Math.max(0, time - Date.now()),
    )
    this.#expiry.unref()
  }

  end(): void {
    this.ended = true
    this.reader.end()
    this.output.drop()
  }

  closed(): void {
    this.ended = true
    clearTimeout(this.#expiry)
    this.unselect()
    this.reader.end()
  }
}
