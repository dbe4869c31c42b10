import type { Message } from './message.ts'

/** A row of a mailbox: its UID and the message. */
export interface Entry {
  readonly uid: number
  readonly message: Message
  /** `\Deleted` is the one flag that belongs to the mailbox. */
  deleted: boolean
}

/** A session that has the mailbox selected. */
export interface MailboxWatcher {
  added(entry: Entry): void
  removed(entry: Entry): void
  flagsChanged(entry: Entry): void
}

export type Role = 'inbox' | 'all' | 'spam' | 'trash' | 'label' | 'none'

export interface MailboxInit {
  readonly name: string
  readonly role: Role
  /** The label whose messages it shows; All Mail, Spam, Trash and \Noselect names have none. */
  readonly label?: string
  /** SPECIAL-USE attribute, with backslash. */
  readonly use?: string
  readonly uidValidity: number
  /** Default true: labels are subscribed as they are made. */
  readonly subscribed?: boolean
}

export class Mailbox {
  name: string
  label: string | undefined
  role: Role
  readonly use: string | undefined
  readonly uidValidity: number
  subscribed: boolean
  uidNext = 1
  modSeq = 1
  readonly entries: Entry[] = []
  readonly watchers = new Set<MailboxWatcher>()
  readonly #byMessage = new Map<Message, Entry>()

  constructor(init: MailboxInit) {
    this.name = init.name
    this.role = init.role
    this.label = init.label
    this.use = init.use
    this.uidValidity = init.uidValidity
    this.subscribed = init.subscribed ?? true
  }

  get selectable(): boolean {
    return this.role !== 'none'
  }

  entryOf(message: Message): Entry | undefined {
    return this.#byMessage.get(message)
  }

  add(message: Message): Entry {
    const entry: Entry = { uid: this.uidNext++, message, deleted: false }
    this.entries.push(entry)
    this.#byMessage.set(message, entry)
    for (const watcher of this.watchers) watcher.added(entry)
    return entry
  }

  remove(message: Message): void {
    const entry = this.#byMessage.get(message)
    if (entry === undefined) return
    this.#byMessage.delete(message)
    this.entries.splice(indexOfUid(this.entries, entry.uid), 1)
    for (const watcher of this.watchers) watcher.removed(entry)
  }

  changed(message: Message): void {
    const entry = this.#byMessage.get(message)
    if (entry === undefined) return
    for (const watcher of this.watchers) watcher.flagsChanged(entry)
  }
}

/** Index of the first row whose UID is `uid` or above. */
export function indexOfUid(ascending: readonly Entry[], uid: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]!.uid < uid) low = middle + 1
    else high = middle
  }
  return low
}
