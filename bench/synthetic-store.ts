/**
 * A lasting store with messages that never were, put in through the store's own insert path: as wide as real mail, 20,000 senders
 * of 2,000 domains who write the more the earlier they stand in the list, ten years of dates, conversations, labels.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address, MessageRecord } from '../src/mail/message.ts'
import type { Mailbox } from '../src/mail/source.ts'
import { Engine } from '../src/sqlite/engine.ts'
import { MessageStore } from '../src/store/message-store.ts'
import { MetadataStore } from '../src/store/metadata-store.ts'
import { openStore } from '../src/store/open-store.ts'

export interface Filling {
  readonly messages: number
  /** Of these, how many Spam has and All Mail has not. */
  readonly spam?: number
  /** How many of the newest the inbox shows too. */
  readonly inbox?: number
  /** Two spellings of each sender's address. */
  readonly mixedCase?: boolean
}

export const USER = 'demo@gmail.example'
const BATCH = 2_000
const SENDERS = 20_000
const DOMAINS = 2_000
const LABELS = ['Work', 'Work/Project X', 'Family', 'Receipts', 'Lists/announce', 'Travel', '仕事']
const WORDS =
  'report invoice meeting offer update weekly project delivery ticket summer notes budget draft plan release review account order'.split(
    ' ',
  )
const FIRST = Date.UTC(2016, 0, 1)
const TEN_YEARS = Date.UTC(2026, 0, 1) - FIRST
const FIRST_ID = 1_500_000_000_000_000_000n

const MAILBOXES: readonly Mailbox[] = [
  ['INBOX', null],
  ['[Gmail]/All Mail', '\\All'],
  ['[Gmail]/Spam', '\\Junk'],
].map(([path, specialUse]) => {
  const special = specialUse as Mailbox['specialUse']
  return { path: path!, delimiter: '/', specialUse: special, isSelectable: true, isSubscribed: true }
})

/** The properties with which a connection reads such a store. */
export function propertiesOf(path: string): string {
  return `User=${USER};Offline=true;CacheLocation="${path}"`
}

/** Makes the store at `path`, and says how long the inserts took, in milliseconds. */
export async function fillStore(path: string, filling: Filling): Promise<number> {
  const own = mkdtempSync(join(tmpdir(), 'gmailsql-filling-'))
  const settings = {
    file: path,
    isLasting: true,
    own: join(own, 'own.db'),
    removeAtEnd: own,
    functions: null,
    session: { user: USER, catalog: '', schema: '' },
  }
  const account = `${USER} at imap.gmail.com:993`
  const engine = new Engine(() => settings, {
    open: send => openStore(send, { path, account, isFirst: true }),
    setAside() {},
  })
  const traits = { gmail: true, condstore: true, esearch: true }
  await new MetadataStore(engine).keep({ traits, mailboxes: MAILBOXES, listedAt: Date.now() }, {})
  const store = new MessageStore(engine, true)
  const { messages, spam = 0, inbox = 0 } = filling
  const numbers = (from: number, to: number) => ({ from, to, filling })
  let took = await insertMailbox(store, '[Gmail]/All Mail', numbers(0, messages - spam))
  took += await insertMailbox(store, '[Gmail]/Spam', numbers(messages - spam, messages))
  took += await insertMailbox(store, 'INBOX', numbers(messages - spam - inbox, messages - spam))
  await engine.call([{ op: 'exec', sql: 'PRAGMA wal_checkpoint(TRUNCATE)' }])
  await engine.close()
  rmSync(own, { recursive: true, force: true })
  return took
}

/** Messages by their numbers, in the order of their UIDs; the batches come newest first, as a scan fetches them. */
async function insertMailbox(
  store: MessageStore,
  path: string,
  { from, to, filling }: { from: number; to: number; filling: Filling },
): Promise<number> {
  const count = to - from
  const state = { path, uidValidity: 7, uidNext: count + 1, exists: count, highestModSeq: 1n }
  await store.begin(state, null, Date.now(), {})
  const mailbox = { ...(await store.mailbox(path, {}))!, gmail: true, ownLabel: null }
  let took = 0
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    took += performance.now() - started
  }
  const live = Array.from({ length: count }, (_, index) => index + 1)
  await timed(() => store.cover(mailbox, { from: 1, live }, {}))
  for (let end = count; end > 0; end -= BATCH) {
    const begin = Math.max(0, end - BATCH)
    const records = live.slice(begin, end).map(uid => messageRecord(uid, from + uid - 1, filling))
    await timed(() => store.insert(mailbox, records, {}))
  }
  return took
}

/** The same for the same number, whatever the rest is. */
function messageRecord(uid: number, number: number, { messages, mixedCase }: Filling): MessageRecord {
  const random = randomOf(number)
  const sender = Math.floor(SENDERS * random() ** 3)
  const internalDate = FIRST + Math.floor((TEN_YEARS * number) / messages)
  const from = addressOf(sender, mixedCase === true && number % 2 === 0)
  const isReply = random() < 0.4
  const conversation = isReply ? Math.max(0, number - 1 - Math.floor(random() * 50)) : number
  const to = [{ name: 'Demo User', address: USER }]
  if (random() < 0.2) to.push(addressOf(Math.floor(random() * SENDERS), false))
  const cc = random() < 0.15 ? [addressOf(Math.floor(random() * SENDERS), false)] : []
  return {
    uid,
    flags: random() < 0.8 ? ['\\Seen'] : [],
    labels: labelsOf(random),
    modSeq: BigInt(1_000 + number),
    internalDate,
    size: Math.floor(2_000 + 60_000 * random() ** 4),
    msgId: String(FIRST_ID + BigInt(number) * 7_919n),
    threadId: String(FIRST_ID + BigInt(conversation) * 7_919n),
    envelope: {
      date: internalDate - Math.floor(random() * 60_000),
      subject: `${isReply ? 'Re: ' : ''}${subjectOf(random)} ${number}`,
      from: [from],
      sender: [from],
      replyTo: [from],
      to,
      cc,
      bcc: [],
      inReplyTo: isReply ? messageIdOf(conversation) : null,
      messageId: messageIdOf(number),
    },
  }
}

function addressOf(sender: number, upper: boolean): Address {
  const local = `${WORDS[sender % WORDS.length]}.${sender.toString(36)}`
  const at = sender % DOMAINS
  const domain = `${WORDS[(at * 7) % WORDS.length]}-${at}.example`
  const name = `${capital(WORDS[sender % WORDS.length]!)} ${capital(WORDS[(sender * 5) % WORDS.length]!)}`
  return { name, address: `${upper ? local.toUpperCase() : local}@${domain}` }
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}

function messageIdOf(number: number): string {
  const scattered = Math.imul(number + 1, 0x9e3779b1) >>> 0
  return `<${scattered.toString(16).padStart(8, '0')}${number.toString(16)}.CAF8=x@mail.${scattered % DOMAINS}.example>`
}

function subjectOf(random: () => number): string {
  return Array.from({ length: 5 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
}

function labelsOf(random: () => number): string[] {
  const labels = LABELS.filter(() => random() < 0.12)
  if (random() < 0.05) labels.push('\\Inbox')
  if (random() < 0.3) labels.push('\\Important')
  return labels
}

/** mulberry32, begun anew for each message. */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x85ebca6b)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
