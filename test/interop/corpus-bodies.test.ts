import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseMessage } from '../../src/mime/message.ts'
import { connectTo, type Dovecot, findCorpus, startDovecot } from '../support/dovecot.ts'

/**
 * The bodies and attachments of every message of the corpus, read through SQL from a real IMAP server, against the whole message
 * read from its file. Structure and octets are the server's on one side and ours on the other, so where they differ the two take the
 * message apart differently; test/mime/corpus.test.ts compares ours with Python and postal-mime.
 */
const COLUMNS = ['BodyText', 'BodyHtml', 'Attachments'] as const
type Column = (typeof COLUMNS)[number]
type Row = Readonly<Record<Column, string | null>> & {
  readonly Id: number
  readonly ParseError: string | null
}

const MOST_DIFFERENCES = 0.01
/** So many that the messages of each are few and small together. */
const STATEMENTS = 60

interface Differences {
  readonly classes: Readonly<Record<string, { rfc: string; departs: 'message' | 'server'; why: string }>>
  readonly cells: Readonly<Record<string, Readonly<Partial<Record<Column, string>>>>>
}

const differences = JSON.parse(
  readFileSync(join(import.meta.dirname, 'corpus-bodies-differences.json'), 'utf8'),
) as Differences

const corpus = findCorpus()
const trimmed = (text: string | null) => text?.replace(/[\r\n]+$/, '') || null

describe.skipIf(corpus === null)('the bodies of the corpus, served by Dovecot', () => {
  let dovecot: Dovecot | undefined
  let rows: readonly Row[]
  const found: { file: string; column: Column; ours: string | null; server: string | null }[] = []

  beforeAll(async () => {
    dovecot = await startDovecot(corpus!)
    await using db = await connectTo(dovecot)
    const result = await db.query<Row>(`SELECT Id, ${COLUMNS.join(', ')}, ParseError FROM INBOX`)
    rows = result.rows.toSorted((a, b) => a.Id - b.Id)
    for (const [i, { file }] of dovecot.served.entries()) {
      const { text, html, parts } = parseMessage(readFileSync(join(corpus!, file)), undefined)
      const names = parts.filter(part => part.isAttachment).map(part => part.name)
      const ours = { BodyText: trimmed(text), BodyHtml: trimmed(html), Attachments: names.join(';') || null }
      for (const column of COLUMNS) {
        const server = column === 'Attachments' ? rows[i]![column] || null : trimmed(rows[i]![column])
        if (server !== ours[column]) found.push({ file, column, ours: ours[column], server })
      }
    }
  }, 180_000)

  afterAll(() => dovecot?.stop())

  it('come with every row, and without an error', () => {
    expect(rows).toHaveLength(dovecot!.served.length)
    expect(rows.filter(row => row.ParseError !== null)).toEqual([])
  })

  it('are what the files have, but for the differences listed', () => {
    const unlisted = found.filter(({ file, column }) => differences.cells[file]?.[column] === undefined)
    expect(unlisted).toEqual([])
  })

  it('still differ in every cell listed', () => {
    const isFound = new Set(found.map(({ file, column }) => `${file} ${column}`))
    const listed = Object.entries(differences.cells).flatMap(([file, cells]) =>
      Object.keys(cells).map(column => `${file} ${column}`),
    )
    expect(listed.filter(cell => !isFound.has(cell))).toEqual([])
  })

  it('are the same where small messages are fetched whole', async () => {
    const columns = `Id, ${COLUMNS.join(', ')}, ParseError`
    const narrowed: Row[] = []
    let commands = 0
    await using db = await connectTo(dovecot!)
    for (let i = 0; i < STATEMENTS; i++) {
      const own = `SELECT ${columns} FROM INBOX WHERE Size < 32000 AND Size % ${STATEMENTS} = ${i} ORDER BY Id`
      const result = await db.query<Row>(own)
      narrowed.push(...result.rows)
      commands += result.stats.commands
    }
    // EXAMINE, SEARCH and two FETCHes for each at least, if all went by parts.
    expect(commands).toBeLessThan(4 * STATEMENTS)
    const ids = new Set(narrowed.map(({ Id }) => Id))
    expect(ids.size).toBeGreaterThan(900)
    expect(narrowed.toSorted((a, b) => a.Id - b.Id)).toEqual(rows.filter(({ Id }) => ids.has(Id)))
  }, 180_000)

  it('differ in at most one cell of a hundred', () => {
    expect(found.length).toBeLessThanOrEqual(MOST_DIFFERENCES * COLUMNS.length * rows.length)
  })
})

describe('the list of differences', () => {
  it('gives each cell a class, and each class an RFC clause, a reason, and a cell', () => {
    const used = new Set(Object.values(differences.cells).flatMap(cells => Object.values(cells)))
    expect([...used].toSorted()).toEqual(Object.keys(differences.classes).toSorted())
    for (const { rfc, departs, why } of Object.values(differences.classes)) {
      expect(rfc).toMatch(/^RFC \d{4} §\d/)
      expect(['message', 'server']).toContain(departs)
      expect(why.length).toBeGreaterThan(40)
    }
  })
})
