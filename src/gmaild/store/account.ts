import { Mailbox, type MailboxInit } from './mailbox.ts'
import { Message, type MessageInit, type Place } from './message.ts'
import { addSystemMailboxes } from './system-mailboxes.ts'

/** Delimiter of label names, as Gmail has it. */
export const DELIMITER = '/'

/** All mail of one user: messages, each once, and the mailboxes that show them. */
export class Account {
  /** By name; `INBOX` in upper case. In the order in which LIST shows them. */
  readonly mailboxes = new Map<string, Mailbox>()
  readonly messages = new Map<bigint, Message>()
  readonly prefix: string
  modSeq = 1000
  #uidValidity = 600
  readonly #byLabel = new Map<string, Mailbox>()
  readonly #byPlace = new Map<Place, Mailbox>()

  constructor(language: string) {
    this.prefix = addSystemMailboxes(this, language)
  }

  get all(): Mailbox {
    return this.#byPlace.get('mail')!
  }

  mailboxOfPlace(place: Place): Mailbox {
    return this.#byPlace.get(place)!
  }

  mailboxOfLabel(label: string): Mailbox | undefined {
    return this.#byLabel.get(label)
  }

  find(name: string): Mailbox | undefined {
    return this.mailboxes.get(name.toUpperCase() === 'INBOX' ? 'INBOX' : name)
  }

  addMailbox(init: Omit<MailboxInit, 'uidValidity'> & { uidValidity?: number }): Mailbox {
    const mailbox = new Mailbox({ ...init, uidValidity: init.uidValidity ?? ++this.#uidValidity })
    this.mailboxes.set(mailbox.name, mailbox)
    if (mailbox.label !== undefined) this.#byLabel.set(mailbox.label, mailbox)
    if (mailbox.role === 'all') this.#byPlace.set('mail', mailbox)
    if (mailbox.role === 'spam' || mailbox.role === 'trash') this.#byPlace.set(mailbox.role, mailbox)
    return mailbox
  }

  /** The mailbox of a user label; it and the names above it (as \Noselect) are made where they are missing. */
  ensureLabel(name: string): Mailbox {
    const found = this.mailboxes.get(name)
    if (found?.selectable) return found
    const parts = name.split(DELIMITER)
    for (let depth = 1; depth < parts.length; depth++) {
      const parent = parts.slice(0, depth).join(DELIMITER)
      if (!this.mailboxes.has(parent)) this.addMailbox({ name: parent, role: 'none', subscribed: false })
    }
    if (found !== undefined) this.mailboxes.delete(name)
    return this.addMailbox({ name, role: 'label', label: name })
  }

  /** Takes the label off every message; with names below it the name stays, as \Noselect. */
  removeLabel(mailbox: Mailbox): void {
    const { label } = mailbox
    for (const message of this.messages.values()) {
      if (label !== undefined && message.labels.has(label)) this.change(message, m => m.labels.delete(label))
    }
    if (label !== undefined) this.#byLabel.delete(label)
    this.mailboxes.delete(mailbox.name)
    if (this.hasChildren(mailbox.name))
      this.addMailbox({ name: mailbox.name, role: 'none', subscribed: false })
    else this.#dropEmptyParents(mailbox.name)
  }

  renameLabel(mailbox: Mailbox, name: string): void {
    const parent = name.split(DELIMITER).slice(0, -1).join(DELIMITER)
    if (parent !== '' && !this.mailboxes.has(parent))
      this.addMailbox({ name: parent, role: 'none', subscribed: false })
    const old = mailbox.label
    this.mailboxes.delete(mailbox.name)
    mailbox.name = name
    this.mailboxes.set(name, mailbox)
    if (old === undefined) return
    this.#byLabel.delete(old)
    this.#byLabel.set(name, mailbox)
    mailbox.label = name
    for (const { message } of mailbox.entries) {
      message.labels.delete(old)
      message.labels.add(name)
      message.modSeq = ++this.modSeq
    }
  }

  hasChildren(name: string): boolean {
    const start = name + DELIMITER
    for (const other of this.mailboxes.keys()) if (other.startsWith(start)) return true
    return false
  }

  /** Another UIDVALIDITY and UIDs from 1, as after a repair of the mailbox. */
  renumber(name: string): boolean {
    const old = this.find(name)
    if (old === undefined) return false
    const { role, label, use } = old
    const fresh = this.addMailbox({
      name: old.name,
      role,
      ...(label === undefined ? {} : { label }),
      ...(use === undefined ? {} : { use }),
    })
    for (const { message } of old.entries) this.#enter(fresh, message)
    return true
  }

  add(init: MessageInit): Message {
    const message = new Message(init)
    this.messages.set(message.id, message)
    message.modSeq = ++this.modSeq
    for (const mailbox of this.mailboxesOf(message)) this.#enter(mailbox, message)
    return message
  }

  /** For ever, from everywhere. */
  destroy(message: Message): void {
    this.messages.delete(message.id)
    this.modSeq++
    for (const mailbox of this.mailboxesOf(message)) {
      mailbox.modSeq = this.modSeq
      mailbox.remove(message)
    }
  }

  mailboxesOf(message: Message): Mailbox[] {
    if (message.place !== 'mail') return [this.mailboxOfPlace(message.place)]
    const found = [this.all]
    for (const label of message.labels) {
      const mailbox = this.#byLabel.get(label)
      if (mailbox !== undefined) found.push(mailbox)
    }
    return found
  }

  /** The one way to change flags, labels or place: mailboxes, MODSEQ and watching sessions follow. */
  change(message: Message, mutate: (message: Message) => void): void {
    const before = this.mailboxesOf(message)
    const flags = [...message.flags].sort().join(' ')
    mutate(message)
    const after = this.mailboxesOf(message)
    const flagsChanged = flags !== [...message.flags].sort().join(' ')
    message.modSeq = ++this.modSeq
    for (const mailbox of before) {
      mailbox.modSeq = this.modSeq
      if (!after.includes(mailbox)) mailbox.remove(message)
      else if (flagsChanged) mailbox.changed(message)
    }
    for (const mailbox of after) if (mailbox.entryOf(message) === undefined) this.#enter(mailbox, message)
  }

  #enter(mailbox: Mailbox, message: Message): void {
    mailbox.modSeq = this.modSeq
    mailbox.add(message)
  }

  #dropEmptyParents(name: string): void {
    const parent = name.split(DELIMITER).slice(0, -1).join(DELIMITER)
    const mailbox = this.mailboxes.get(parent)
    if (mailbox === undefined || mailbox.selectable || mailbox.use !== undefined) return
    if (parent === this.prefix || this.hasChildren(parent)) return
    this.mailboxes.delete(parent)
    this.#dropEmptyParents(parent)
  }
}
