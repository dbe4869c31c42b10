/**
 * What the index of words is worth: `node bench/full-text.ts [messages]`.
 *
 * A store is filled, by its own way of keeping rows, with so many messages (20,000) of made-up words whose frequencies fall as those
 * of a language do: an envelope each, and a text of about 1,200 characters. Then statements with CONTAINS run offline, with
 * the index and with `Pushdown=None`, which does not ask it, in turn. Times are medians; the ratio says how many times as long
 * the statement takes without. What making the index takes and how large it is stands above.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { parseConnection } from '../src/driver/connection-string.ts'
import { prepareEngine } from '../src/driver/prepare-engine.ts'
import { type Connection, connect } from '../src/index.ts'
import type { Address, MessageRecord } from '../src/mail/message.ts'
import type { Mailbox } from '../src/mail/source.ts'
import { ContentStore } from '../src/store/content-store.ts'
import { MessageStore } from '../src/store/message-store.ts'
import { MetadataStore } from '../src/store/metadata-store.ts'
import { WordIndex } from '../src/store/word-index.ts'
import type { WordField } from '../src/store/word-tables.ts'

const MESSAGES = Number(process.argv[2] ?? 20_000)
const ROUNDS = 7
const BATCH = 2_000
const VOCABULARY = 20_000
const DAY_MS = 86_400_000
const PLACE = { delimiter: '/', isSelectable: true, isSubscribed: true }
const ALL_MAIL: Mailbox = { ...PLACE, path: '[Gmail]/All Mail', specialUse: '\\All' }
const INBOX: Mailbox = { ...PLACE, path: 'INBOX', specialUse: null }

/** Park and Miller's generator: the same mail each time. */
let state = 20_261_122
function random(): number {
  state = (state * 48_271) % 2_147_483_647
  return state / 2_147_483_647
}

const SYLLABLES = 'ba ce di fo gu la me ni ro tu sa ve ki po lu'.split(' ')
function wordOf(rank: number): string {
  const rest = Math.floor(rank / SYLLABLES.length)
  return SYLLABLES[rank % SYLLABLES.length]! + (rest === 0 ? 'n' : wordOf(rest))
}

/** The k-th word comes about 1/k times as often as the first. */
const rank = () => Math.floor(VOCABULARY ** random()) - 1
const words = (count: number) => Array.from({ length: count }, () => wordOf(rank())).join(' ')
const upTo = (count: number) => Math.floor(random() * count)

function person(): Address {
  const name = `${wordOf(upTo(3_000))} ${wordOf(upTo(9_000))}`
  return { name, address: `${name.replace(' ', '.')}@${wordOf(upTo(800))}.example` }
}

function record(uid: number): MessageRecord {
  const [from, to] = [person(), Array.from({ length: 1 + upTo(3) }, person)]
  const date = Date.UTC(2020, 0, 1) + uid * 600_000
  const japanese = uid % 50 === 0 ? ` 請求書${uid % 1_000}のご案内` : ''
  const subject = `${words(3 + upTo(6))}${japanese}`
  const ids = { messageId: `<${uid}.${upTo(1e9)}@mail.example>`, inReplyTo: null }
  const bare = { sender: [from], replyTo: [], cc: [], bcc: [] }
  return {
    uid,
    flags: ['\\Seen'],
    labels: ['\\Inbox'],
    modSeq: BigInt(uid),
    msgId: String(10n ** 18n + BigInt(uid)),
    threadId: String(10n ** 18n + BigInt(uid)),
    internalDate: date,
    size: 4_000 + upTo(9_000),
    envelope: { date: date - (date % DAY_MS), subject, from: [from], to, ...bare, ...ids },
  }
}

async function fill(text: string): Promise<void> {
  const { engine, remove } = prepareEngine(parseConnection(text), () => {})
  const store = new MessageStore(engine, true)
  const traits = { gmail: true, condstore: true, esearch: true }
  await new MetadataStore(engine).keep({ traits, mailboxes: [INBOX, ALL_MAIL], listedAt: Date.now() }, {})
  const { path } = ALL_MAIL
  const counts = { uidNext: MESSAGES + 1, exists: MESSAGES, highestModSeq: BigInt(MESSAGES) }
  await store.begin({ path, uidValidity: 1, ...counts }, null, Date.now(), {})
  const mailbox = { ...(await store.mailbox(path, {}))!, gmail: true, ownLabel: null }
  for (let from = 1; from <= MESSAGES; from += BATCH) {
    const count = Math.min(BATCH, MESSAGES - from + 1)
    const uids = Array.from({ length: count }, (_, index) => from + index)
    await store.insert(mailbox, uids.map(record), {})
    const keys = await engine.all('SELECT key FROM message ORDER BY key DESC LIMIT ?', [count])
    const bodies = keys.map(([key]) => ({
      key: key as number,
      text: words(170),
      html: null,
      snippet: null,
      error: null,
    }))
    await new ContentStore(engine).keepBodies(bodies, {})
  }
  const live = Array.from({ length: MESSAGES }, (_, index) => index + 1)
  await store.cover(mailbox, { from: 1, live }, {})
  // Bodies are asked with the structure, of which nothing is read here.
  await engine.call([{ op: 'exec', sql: 'UPDATE message SET has_structure = 1' }])
  await engine.close()
  remove()
}

async function timeOf(db: Connection, sql: string): Promise<{ ms: number; count: number }> {
  const started = performance.now()
  const { rows } = await db.queryArrays(sql)
  return { ms: performance.now() - started, count: rows[0]![0] as number }
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!
const sqlOf = (where: string) => `SELECT COUNT(*), MAX(Subject) FROM Messages WHERE ${where}`

/** What the first statements that ask for words of such a field do, together. */
async function make(text: string, what: string, field: WordField): Promise<void> {
  const before = sizeOf()
  const { engine, remove } = prepareEngine(parseConnection(text), () => {})
  const [known, index] = [
    await new MessageStore(engine, true).mailbox(ALL_MAIL.path, {}),
    new WordIndex(engine),
  ]
  const query = { kind: 'words', field, tokens: [{ text: wordOf(9_000), isPrefix: false }] } as const
  const started = performance.now()
  await index.candidates({ ...known!, gmail: true, ownLabel: null }, query, {})
  await index.complete({})
  const ms = performance.now() - started
  await engine.close()
  remove()
  const bytes = (sizeOf() - before) / MESSAGES
  console.log(
    `index of ${what}: ${bytes.toFixed(0)} bytes and ${((ms * 1_000) / MESSAGES).toFixed(0)} µs a message`,
  )
}

/** In bytes, with what has not come from the log into the file yet, and without free pages. */
function sizeOf(): number {
  const db = new Database(file)
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map(
    name => db.pragma(name, { simple: true }) as number,
  ) as [number, number, number]
  db.close()
  return (pages - free) * size
}

const directory = mkdtempSync(join(tmpdir(), 'gmailsql-words-'))
const file = join(directory, 'mail.db')
const STATEMENTS = [
  `Subject CONTAINS '${wordOf(9_000)}'`,
  `Subject CONTAINS '${wordOf(500)}'`,
  `Subject CONTAINS '${wordOf(10)} ${wordOf(20)}'`,
  `FullFrom CONTAINS '${wordOf(1_500)}'`,
  `Subject CONTAINS '請求書'`,
  `Subject CONTAINS '${wordOf(1)}'`,
  `BodyText CONTAINS '${wordOf(9_000)}'`,
  `BodyText CONTAINS '${wordOf(500)}'`,
]
try {
  const text = `User=bench@gmail.example;Password=x;Offline=true;CacheLocation="${file}"`
  await fill(text)
  console.log(`${MESSAGES} messages: ${(sizeOf() / MESSAGES).toFixed(0)} bytes each with their texts`)
  await make(text, 'envelopes', 'SUBJECT')
  await make(text, 'texts', 'BODY')
  const asking = await connect(text)
  const plain = await connect(`${text};Pushdown=None`)
  console.log(`\n${['found', 'index', 'without', 'ratio'].map(name => name.padStart(9)).join('')}  condition`)
  for (const where of STATEMENTS) {
    const times: [number, number][] = []
    let found = [0, 0]
    for (let round = 0; round < ROUNDS; round++) {
      const [a, b] = [await timeOf(asking, sqlOf(where)), await timeOf(plain, sqlOf(where))]
      times.push([a.ms, b.ms])
      found = [a.count, b.count]
    }
    if (found[0] !== found[1]) throw new Error(`${where}: ${found.join(' rows with the index, without ')}`)
    const [index, without] = [median(times.map(([ms]) => ms)), median(times.map(([, ms]) => ms))]
    const cells = [String(found[0]), index.toFixed(1), without.toFixed(1), (without / index).toFixed(1)]
    console.log(`${cells.map(cell => cell.padStart(9)).join('')}  ${where}`)
  }
  await asking.close()
  await plain.close()
} finally {
  rmSync(directory, { recursive: true, force: true })
}
