import Database from 'better-sqlite3'
import type { AppendedMessage, Gmaild } from '../../src/gmaild/index.ts'
import type { SqlValue } from '../../src/index.ts'
import { dateText } from './generator/constants.ts'
import { plainTemporaryTable } from './generator/temporary.ts'
import type { Vocabulary } from './generator/vocabulary.ts'
import { ZONES } from './generator/zone.ts'

/**
 * The same mail in ordinary SQLite tables, one a mailbox, filled from the account itself: no IMAP, planner or store has
 * touched these values. It knows flags, labels, ids, sizes and times of arrival.
 */
export class Oracle {
  readonly #database = new Database(':memory:')

  constructor({ account, user }: Gmaild, words: Vocabulary) {
    this.#database.function('plain_HAS_LABEL', { deterministic: true }, hasLabel)
    this.#database.function('plain_HAS_FLAG', { deterministic: true }, hasFlag)
    this.#database.function('plain_WALL', { deterministic: true }, wallText)
    const rowsOf = (
      path: string,
      idOf: (uid: number, message: AppendedMessage) => SqlValue,
    ): SqlValue[][] => {
      const { uids, msgIds, uidValidity } = account.mailbox(path)!
      return uids.map((uid, index) => {
        const message = account.message(msgIds[index]!)!
        return [uid, idOf(uid, message), path, ...cells(message), uidValidity, user]
      })
    }
    for (const { plainName, path } of words.mailTables)
      this.#fill(
        plainName,
        'INTEGER',
        rowsOf(path, uid => uid),
      )
    const byMsgId = (path: string) => rowsOf(path, (_, message) => String(message.msgId))
    const all = byMsgId('[Gmail]/All Mail')
    this.#fill(words.messages.plainName, 'TEXT', all)
    const everything = [...all, ...byMsgId('[Gmail]/Spam'), ...byMsgId('[Gmail]/Trash')]
    this.#fill(words.messagesWithAll.plainName, 'TEXT', everything)
    this.#database.exec(plainTemporaryTable(words))
  }

  rows(sql: string): unknown[][] {
    return this.#database.prepare(sql).raw().safeIntegers().all() as unknown[][]
  }

  close(): void {
    this.#database.close()
  }

  #fill(name: string, idType: 'INTEGER' | 'TEXT', rows: readonly SqlValue[][]): void {
    const table = `"${name.replaceAll('"', '""')}"`
    const columns = COLUMNS.map(column => (column === 'Id TEXT' ? `Id ${idType}` : column))
    this.#database.exec(`CREATE TABLE ${table} (${columns.join(', ')})`)
    const insert = this.#database.prepare(
      `INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`,
    )
    this.#database.transaction(() => {
      for (const row of rows) insert.run(...row)
    })()
  }
}

const COLUMNS = [
  ...[
    '_uid INTEGER',
    'Id TEXT',
    'Mailbox TEXT',
    'MsgId TEXT',
    'ThreadId TEXT',
    'ReceivedDate TEXT',
    'Size INTEGER',
  ],
  ...['Flags TEXT', 'IsRead INTEGER', 'IsStarred INTEGER', 'IsAnswered INTEGER', 'IsDraft INTEGER'],
  ...['IsImportant INTEGER', 'Labels TEXT', 'UIDValidity INTEGER', 'Account TEXT'],
]

/** From MsgId to Labels. */
function cells({ msgId, threadId, internalDate, size, flags, labels, place }: AppendedMessage): SqlValue[] {
  const has = (flag: string) => Number(flags.includes(flag))
  const own = { mail: [], spam: ['\\Spam'], trash: ['\\Trash'] }[place]
  const system = flags.filter(flag => flag.startsWith('\\')).sort()
  const keywords = flags.filter(flag => !flag.startsWith('\\')).sort()
  return [
    ...[String(msgId), String(threadId), dateText(internalDate.getTime()), size],
    ...[
      [...system, ...keywords].join(' '),
      has('\\Seen'),
      has('\\Flagged'),
      has('\\Answered'),
      has('\\Draft'),
    ],
    ...[Number(labels.includes('\\Important')), JSON.stringify([...new Set([...labels, ...own])].sort())],
  ]
}

/** `Labels = 'x'`: one of the labels is x; the whole list if x is a JSON array. */
function hasLabel(labels: unknown, wanted: unknown): number | null {
  if (typeof labels !== 'string' || wanted === null) return null
  const text = String(wanted)
  if (/^\[\s*(\]|")/.test(text)) return Number(labels === text)
  return Number((JSON.parse(labels) as string[]).includes(text))
}

/** What the clocks of a zone show at a time of UTC. */
function wallText(name: unknown, utc: unknown): string | null {
  const zone = ZONES.find(each => each.name === name)!
  return typeof utc === 'string' ? dateText(zone.wallOf(Date.parse(`${utc.replace(' ', 'T')}Z`))) : null
}

const SYSTEM_FLAGS = ['\\seen', '\\answered', '\\flagged', '\\deleted', '\\draft']

/** `Flags = 'x'`: a system flag with or without its backslash, else a keyword; without case. An empty text: no flags. */
function hasFlag(flags: unknown, wanted: unknown): number | null {
  if (typeof flags !== 'string' || wanted === null) return null
  const set = flags.toLowerCase().split(' ')
  const name = String(wanted).toLowerCase()
  return Number(set.includes(SYSTEM_FLAGS.includes(`\\${name}`) ? `\\${name}` : name))
}
