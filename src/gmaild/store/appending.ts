import { endOfHeader, headerValue, parseHeaderFields } from '../mime/headers.ts'
import type { Account } from './account.ts'
import type { Message, Place } from './message.ts'

export interface NewMessage {
  /** Octets as latin1; lone line feeds become CRLF. */
  readonly octets: string
  readonly internalDate: number
  readonly flags: readonly string[]
  readonly labels: readonly string[]
  readonly place: Place
}

/** Gmail replaces dates in the future or before 1970 by now. */
export function clampDate(ms: number | undefined, now: number): number {
  return ms === undefined || Number.isNaN(ms) || ms > now || ms < 0 ? now : ms
}

export function normalizeLines(octets: string): string {
  return octets.replace(/\r?\n/g, '\r\n')
}

/** X-GM-MSGID: the milliseconds of INTERNALDATE above 20 bits, so the newest are not always the largest. */
export function newId(account: Account, internalDate: number): bigint {
  let id =
    (BigInt(Math.max(0, Math.floor(internalDate))) << 20n) | BigInt((account.messages.size * 7919) % 0xfffff)
  while (account.messages.has(id)) id++
  return id
}

/** Message-IDs of all messages, brought up to date when asked. */
export class MessageIdIndex {
  readonly #account: Account
  readonly #known = new Map<string, Message>()
  readonly #seen = new Set<bigint>()

  constructor(account: Account) {
    this.#account = account
  }

  find(messageId: string): Message | undefined {
    for (const message of this.#account.messages.values()) {
      if (this.#seen.has(message.id)) continue
      this.#seen.add(message.id)
      const own = messageIdOf(message.octets)
      if (own !== undefined && !this.#known.has(own)) this.#known.set(own, message)
    }
    const found = this.#known.get(messageId)
    return found !== undefined && this.#account.messages.get(found.id) === found ? found : undefined
  }
}

export function messageIdOf(octets: string): string | undefined {
  return headerOf(octets, 'message-id')
}

function headerOf(octets: string, name: string): string | undefined {
  return headerValue(parseHeaderFields(octets, 0, endOfHeader(octets, 0, octets.length)), name)
}

/** The thread of the newest reference that is here, else a new one. */
export function threadFor(octets: string, ids: MessageIdIndex): bigint | undefined {
  const references = `${headerOf(octets, 'references') ?? ''} ${headerOf(octets, 'in-reply-to') ?? ''}`
  for (const reference of (references.match(/<[^<>]*>/g) ?? []).reverse()) {
    const found = ids.find(reference)
    if (found !== undefined) return found.threadId
  }
  return undefined
}
