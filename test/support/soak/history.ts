import type { Gmaild } from '../../../src/gmaild/index.ts'

export const MAILBOXES = { Inbox: 'INBOX', Work: 'Work', '[Gmail/All Mail]': '[Gmail]/All Mail' } as const
/** As a statement names it. */
export type Table = keyof typeof MAILBOXES
export const TABLES = Object.keys(MAILBOXES) as Table[]

/** What a statement may tell of a message in a mailbox. */
export interface Fact {
  readonly msgId: string
  readonly uid: number
  readonly subject: string
  readonly text: string
  readonly size: number
  readonly isRead: boolean
  readonly isStarred: boolean
  /** JSON, sorted. */
  readonly labels: string
}

/** The messages of every mailbox in the order of their UIDs, and those that are in none of these: in Trash. */
export type State = Readonly<Record<Table, readonly Fact[]>> & { readonly away: readonly Fact[] }

interface Version {
  readonly from: number
  readonly state: State
}

/** What the server held, and from when on. */
export class History {
  readonly #gmaild: Gmaild
  readonly #texts = new Map<string, { subject: string; text: string }>()
  #versions: Version[] = []
  #isStale = true

  constructor(gmaild: Gmaild) {
    this.#gmaild = gmaild
  }

  /** Something is about to change, or has. */
  touch(): void {
    this.#isStale = true
  }

  /** Looks at the server if anything can have changed. Gives the time. */
  look(): number {
    const now = performance.now()
    if (this.#isStale) {
      const state = this.#read()
      this.#isStale = false
      this.#versions.push({ from: now, state })
    }
    return now
  }

  get now(): State {
    this.look()
    return this.#versions.at(-1)!.state
  }

  /** Every state that the server was in between the two times, the newest first. */
  between(start: number, end: number): State[] {
    const first = Math.max(
      0,
      this.#versions.findLastIndex(({ from }) => from <= start),
    )
    return this.#versions
      .slice(first)
      .filter(({ from }) => from <= end)
      .map(({ state }) => state)
      .reverse()
  }

  /** What a message was like, and from when on. */
  of(msgId: string, since: number): string[] {
    const lines: string[] = []
    let before = ''
    for (const { from, state } of this.#versions) {
      const facts = TABLES.map(table => {
        const fact = state[table].find(each => each.msgId === msgId)
        return (
          fact &&
          `${table} ${fact.uid} ${fact.isRead ? 'read' : 'unread'} ${fact.isStarred ? 'starred ' : ''}${fact.labels}`
        )
      })
      const text = facts.filter(fact => fact !== undefined).join('; ') || 'nowhere'
      if (text === before) continue
      if (from < since) lines.length = 0
      lines.push(`${msgId} from ${Math.round(from)} ms: ${text}`)
      before = text
    }
    return lines
  }

  forgetBefore(time: number): void {
    const first = this.#versions.findLastIndex(({ from }) => from <= time)
    if (first > 0) this.#versions = this.#versions.slice(first)
  }

  #read(): State {
    const { account } = this.#gmaild
    const messages = new Map(account.messages().map(message => [message.msgId, message]))
    for (const msgId of this.#texts.keys()) if (!messages.has(BigInt(msgId))) this.#texts.delete(msgId)
    const factOf = (id: bigint, uid: number): Fact => {
      const { flags, labels, size } = messages.get(id)!
      const msgId = `${id}`
      return {
        msgId,
        uid,
        ...this.#textOf(msgId),
        size,
        isRead: flags.includes('\\Seen'),
        isStarred: flags.includes('\\Flagged'),
        labels: JSON.stringify([...labels].sort()),
      }
    }
    const facts = TABLES.map(table => {
      const { msgIds, uids } = account.mailbox(MAILBOXES[table])!
      return [table, msgIds.map((id, index) => factOf(id, uids[index]!))] as const
    })
    const shown = new Set(facts.flatMap(([, rows]) => rows.map(({ msgId }) => msgId)))
    const away = [...messages.keys()].filter(id => !shown.has(`${id}`)).map(id => factOf(id, 0))
    return { ...(Object.fromEntries(facts) as unknown as State), away }
  }

  #textOf(msgId: string): { subject: string; text: string } {
    const known = this.#texts.get(msgId)
    if (known !== undefined) return known
    const raw = Buffer.from(this.#gmaild.account.raw(BigInt(msgId))!).toString('utf8')
    const text = raw.slice(raw.indexOf('\r\n\r\n') + 4)
    const made = { subject: /^Subject: (.*)\r$/m.exec(raw)?.[1] ?? '', text }
    this.#texts.set(msgId, made)
    return made
  }
}
