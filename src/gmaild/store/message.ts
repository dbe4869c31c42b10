/** Where the octets of a message come from: kept, or made again on demand. */
export interface OctetSource {
  /** The whole message, CRLF line ends, one character an octet. The same on every call. */
  octets(): string
}

/** Outside Spam and Trash a message is in All Mail and in the mailboxes of its labels. */
export type Place = 'mail' | 'spam' | 'trash'

export interface MessageInit {
  readonly id: bigint
  readonly threadId: bigint
  readonly internalDate: number
  readonly flags: Iterable<string>
  readonly labels: Iterable<string>
  readonly place: Place
  readonly source: OctetSource
}

/** A message of the account, once, whatever number of mailboxes shows it. Flags are the account's, not a mailbox's. */
export class Message {
  readonly id: bigint
  readonly threadId: bigint
  /** Milliseconds since 1970, UTC. */
  readonly internalDate: number
  readonly flags: Set<string>
  readonly labels: Set<string>
  readonly source: OctetSource
  place: Place
  modSeq = 1
  /** Texts worked out once: a message never changes. */
  readonly derived = new Map<string, string>()
  #size = -1

  constructor(init: MessageInit) {
    this.id = init.id
    this.threadId = init.threadId
    this.internalDate = init.internalDate
    this.flags = new Set(init.flags)
    this.labels = new Set(init.labels)
    this.place = init.place
    this.source = init.source
  }

  get octets(): string {
    return this.source.octets()
  }

  get size(): number {
    if (this.#size < 0) this.#size = this.octets.length
    return this.#size
  }

  /** The text that `make` gives, made at most once. */
  once(name: string, make: () => string): string {
    let text = this.derived.get(name)
    if (text === undefined) {
      text = detached(make())
      this.derived.set(name, text)
    }
    return text
  }
}

/** A copy: a slice of a long string keeps the whole of it in memory as long as the slice lives. */
function detached(text: string): string {
  const encoding = /^[\x00-\xff]*$/.test(text) ? 'latin1' : 'utf16le'
  return Buffer.from(text, encoding).toString(encoding)
}
