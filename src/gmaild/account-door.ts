import type { Account } from './store/account.ts'
import { clampDate, type MessageIdIndex, newId, normalizeLines, threadFor } from './store/appending.ts'
import { addLabels, canonicalLabel, followFlags, moveToPlace, removeLabels } from './store/labels.ts'
import type { Message } from './store/message.ts'

export interface AppendInput {
  /** Octets, or text that is sent as UTF-8. Lone line feeds become CRLF. */
  readonly raw: string | Uint8Array
  /** `\\Inbox`, `\\Sent`, `\\Trash`, `\\Spam` … or user labels; default none: archived. */
  readonly labels?: readonly string[]
  readonly flags?: readonly string[]
  /** Default now; what is in the future or before 1970 becomes now. */
  readonly internalDate?: Date
}

/** A message as a test sees it: a copy, not live. */
export interface AppendedMessage {
  readonly msgId: bigint
  readonly threadId: bigint
  readonly internalDate: Date
  readonly flags: readonly string[]
  readonly labels: readonly string[]
  readonly place: 'mail' | 'spam' | 'trash'
  readonly size: number
}

/** What another client, or Gmail itself, would do to the account while sessions are open. */
export class GmaildAccount {
  readonly #account: Account
  readonly #ids: MessageIdIndex

  constructor(account: Account, ids: MessageIdIndex) {
    this.#account = account
    this.#ids = ids
  }

  /** Adds a message; unlike APPEND it is not compared with others by Message-ID. Gives its X-GM-MSGID. */
  append(input: AppendInput): bigint {
    const raw = typeof input.raw === 'string' ? Buffer.from(input.raw, 'utf8') : Buffer.from(input.raw)
    const octets = normalizeLines(raw.toString('latin1'))
    const internalDate = clampDate(input.internalDate?.getTime(), Date.now())
    const id = newId(this.#account, internalDate)
    const threadId = threadFor(octets, this.#ids) ?? id
    const message = this.#account.add({
      id,
      threadId,
      internalDate,
      flags: input.flags ?? [],
      labels: [],
      place: 'mail',
      source: { octets: () => octets },
    })
    addLabels(this.#account, message, input.labels ?? [])
    if (message.flags.has('\\Flagged')) this.#account.change(message, followFlags)
    return id
  }

  messages(): AppendedMessage[] {
    return [...this.#account.messages.values()].map(describe)
  }

  message(msgId: bigint): AppendedMessage | undefined {
    const found = this.#account.messages.get(msgId)
    return found === undefined ? undefined : describe(found)
  }

  raw(msgId: bigint): Uint8Array | undefined {
    const found = this.#account.messages.get(msgId)
    return found === undefined ? undefined : Buffer.from(found.octets, 'latin1')
  }

  /** X-GM-MSGIDs of a mailbox in the order of its UIDs; undefined when there is no such mailbox. */
  mailbox(name: string): { msgIds: bigint[]; uids: number[]; uidValidity: number } | undefined {
    const found = this.#account.find(name)
    if (found === undefined) return undefined
    return {
      msgIds: found.entries.map(entry => entry.message.id),
      uids: found.entries.map(entry => entry.uid),
      uidValidity: found.uidValidity,
    }
  }

  /** False when there is no such message; so with the others. */
  setFlags(msgId: bigint, flags: readonly string[]): boolean {
    return this.#change(msgId, message => {
      message.flags.clear()
      for (const flag of flags) message.flags.add(flag)
      followFlags(message)
    })
  }

  addLabels(msgId: bigint, labels: readonly string[]): boolean {
    const message = this.#account.messages.get(msgId)
    if (message === undefined) return false
    addLabels(this.#account, message, labels)
    return true
  }

  removeLabels(msgId: bigint, labels: readonly string[]): boolean {
    const message = this.#account.messages.get(msgId)
    if (message === undefined) return false
    removeLabels(this.#account, message, labels.map(canonicalLabel))
    return true
  }

  trash(msgId: bigint): boolean {
    const message = this.#account.messages.get(msgId)
    if (message === undefined) return false
    moveToPlace(this.#account, message, 'trash')
    return true
  }

  /** For ever. */
  delete(msgId: bigint): boolean {
    const message = this.#account.messages.get(msgId)
    if (message === undefined) return false
    this.#account.destroy(message)
    return true
  }

  createLabel(name: string): void {
    this.#account.ensureLabel(name)
  }

  /** Gives the mailbox another UIDVALIDITY and its messages other UIDs, as after a repair. */
  renumber(name: string): boolean {
    return this.#account.renumber(name)
  }

  #change(msgId: bigint, mutate: (message: Message) => void): boolean {
    const message = this.#account.messages.get(msgId)
    if (message === undefined) return false
    this.#account.change(message, mutate)
    return true
  }
}

function describe(message: Message): AppendedMessage {
  return {
    msgId: message.id,
    threadId: message.threadId,
    internalDate: new Date(message.internalDate),
    flags: [...message.flags],
    labels: [...message.labels],
    place: message.place,
    size: message.size,
  }
}
