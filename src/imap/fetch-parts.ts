import type { MessageParts, PartRequest } from '../mail/source.ts'
import { type GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { failure } from './errors.ts'
import type { FetchContext } from './fetch.ts'
import { partRequest } from './row.ts'
import { type FetchSink, sendFetch } from './send-fetch.ts'
import { isList, octetsOf, type Token, textOf, uintOf } from './tokens.ts'
import { cleanUids, MAX_LINE, uidSets } from './uid-set.ts'
import { atom } from './wire.ts'

/** Pieces of messages of the examined mailbox. PEEK: a plain BODY[…] would set \Seen. */
export async function fetchParts(
  context: Omit<FetchContext<MessageParts>, 'items'>,
  uids: readonly number[],
  parts: readonly PartRequest[],
): Promise<MessageParts[]> {
  const wanted = cleanUids(uids)
  const collector = new PartCollector(wanted, parts)
  try {
    await collectParts(context, collector, { wanted, parts })
  } catch (error) {
    context.onSaved?.(collector.messages().filter(({ uid }) => collector.has(uid)))
    throw error
  }
  return collector.messages()
}

async function collectParts(
  context: Omit<FetchContext<MessageParts>, 'items'>,
  collector: PartCollector,
  { wanted, parts }: { readonly wanted: readonly number[]; readonly parts: readonly PartRequest[] },
): Promise<void> {
  const requests = [atom('UID'), ...parts.map(partRequest)]
  const fetch = async (range: string) =>
    await sendFetch(context.session, collector, { command: 'UID FETCH', range, requests, modifiers: [] })
  let whole = true
  const overhead = 100 + 40 * parts.length
  for (const range of uidSets(wanted, MAX_LINE - overhead)) whole = (await fetch(range)) && whole
  if (whole) return
  // Some were refused or garbled: each that did not come is asked for alone. One that answers nothing is gone.
  for (const uid of wanted.filter(each => !collector.has(each))) {
    if ((await fetch(`${uid}`)) || collector.has(uid)) continue
    collector.giveUp(uid)
    context.onNotice(
      'UNREADABLE_MESSAGE',
      `The mail server does not send the content of UID ${uid} in ${JSON.stringify(context.mailbox)} in a form that can be read; its columns are NULL.`,
    )
  }
}

/** Gathers the pieces by UID; a server may spread those of a message over several responses. */
class PartCollector implements FetchSink {
  readonly #wanted: ReadonlySet<number>
  readonly #parts: readonly string[]
  readonly #messages = new Map<number, Map<string, Buffer | null>>()
  error: GmailSqlError | null = null

  constructor(wanted: readonly number[], parts: readonly PartRequest[]) {
    this.#wanted = new Set(wanted)
    this.#parts = parts.map(({ part }) => part)
  }

  /** All pieces of the message have come. */
  has(uid: number): boolean {
    return this.#messages.get(uid)?.size === this.#parts.length
  }

  giveUp(uid: number): void {
    this.#messages.set(uid, new Map(this.#parts.map(part => [part, null])))
  }

  messages(): MessageParts[] {
    return [...this.#messages].map(([uid, found]) => ({
      uid,
      parts: new Map(this.#parts.map(part => [part, found.get(part) ?? null])),
    }))
  }

  take(list: Token): boolean {
    if (this.error !== null) return true
    try {
      return this.#read(list)
    } catch (error) {
      this.error = isGmailSqlError(error)
        ? error
        : failure('INTERNAL', `A part could not be read: ${String(error)}`)
      return true
    }
  }

  #read(list: Token): boolean {
    if (!isList(list)) return false
    const found = new Map<string, Buffer | null>()
    let uid: number | null = null
    for (let i = 0; i + 1 < list.length; i += 2) {
      const part = partNameOf(list[i])
      if (part !== null && this.#parts.includes(part)) found.set(part, octetsOf(list[i + 1]))
      else if (textOf(list[i])?.toUpperCase() === 'UID') uid = uintOf(list[i + 1])
    }
    if (uid === null || !this.#wanted.has(uid)) return false
    const message = this.#messages.get(uid) ?? new Map<string, Buffer | null>()
    for (const [part, octets] of found) message.set(part, octets)
    // A flag change that nobody asked for carries a UID too.
    if (message.size > 0) this.#messages.set(uid, message)
    return true
  }
}

/** `BODY[1.2]<0>` → `1.2`; null when it is no section of a body. */
function partNameOf(token: Token): string | null {
  const isSection = typeof token === 'object' && token !== null && 'section' in token
  if (!isSection || textOf(token)?.toUpperCase() !== 'BODY') return null
  return textOf(token.section?.[0])?.toUpperCase() ?? ''
}
