import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileNameOf, leafParts } from '../../src/mail/attachments.ts'
import { htmlToText } from '../../src/mime/html-text.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { findCorpus } from '../support/dovecot.ts'

/**
 * What mailcore2 publishes as its reading of its test messages, against the rows of the same messages in a mailbox: `parser` has
 * header fields and parts, `summary` the message as text for people.
 *
 * Its conventions are undone, and nothing else: what it makes up where a message has none (a date in 2001, an id, "No Subject",
 * "Untitled") is NULL; ids have no brackets; a summary leaves `Re:` out of the subject, has single blanks, and shows
 * the HTML where there is one. How HTML becomes text differs between any two programs, so that only letters and digits of it are
 * compared, without the addresses of links. Where the two differ, mailcore2-differences.json has file, field and class.
 */
const MOST_DIFFERENCES = 0.03
const SETS = ['parser', 'summary'] as const
const COLUMNS =
  'Subject, [From], FromName, FullFrom, Sender, ReplyTo, [To], FullTo, CC, FullCC, Date, MessageId, InReplyTo, [References], BodyText, BodyHtml, Attachments'

type Fields = Readonly<Record<string, string | null>>
type Row = Readonly<Record<string, string | null>>

interface Differences {
  /** `departs`: who departs from the clause; never gmailsql, which would be mended instead. */
  readonly classes: Readonly<Record<string, { rfc: string; departs: 'message' | 'mailcore2'; why: string }>>
  readonly cells: Readonly<Record<string, Readonly<Record<string, string>>>>
}

interface Difference {
  readonly file: string
  readonly field: string
  readonly ours: string | null
  readonly theirs: string | null
}

interface Person {
  readonly displayName?: string
  readonly mailbox: string
}
interface Items<T> {
  readonly items?: readonly T[]
}
interface Part {
  readonly partType: string
  readonly mimeType?: string
  readonly charset?: string
  readonly filename?: string
  readonly contentID?: string
  readonly inlineAttachment?: string
  readonly attachment?: string
  readonly parts?: Items<Part>
}
interface Parsed {
  readonly header: {
    readonly subject?: string
    readonly from?: Person
    readonly sender?: Person
    readonly replyTo?: Items<Person>
    readonly to?: Items<Person>
    readonly cc?: Items<Person>
    readonly date: string
    readonly messageID?: string
    readonly inReplyTo?: readonly string[]
    readonly references?: readonly string[]
  }
  readonly mainPart: Part
}

const differences = JSON.parse(
  readFileSync(join(import.meta.dirname, 'mailcore2-differences.json'), 'utf8'),
) as Differences

/** What a class says of a cell, where that can be checked: a difference of another kind must not hide behind it. */
const EVIDENCE: Readonly<Record<string, (difference: Difference, raw: string) => boolean>> = {
  'year-of-two-digits': ({ ours, theirs }, raw) =>
    /^Date:.*\d [A-Z][a-z]{2} 9\d /im.test(raw) && ours?.replace('19', '20') === theirs,
  'name-in-a-comment': ({ ours, theirs }, raw) =>
    theirs === null && ours !== null && /^From:[^<]*\([^)]+\)$/im.test(raw),
  'header-without-charset': (_, raw) => /^Subject:.*[\x80-\xff]/im.test(raw),
  'charset-not-named': (_, raw) => !/charset=/i.test(raw),
  'attached-message-shown': ({ ours, theirs }) => theirs?.startsWith(ours ?? '') ?? false,
  'mailcore2-omits-images-and-numbers': ({ ours, theirs }) => isLeftOver(theirs ?? '', ours ?? ''),
  'line-of-blanks-in-header': (_, raw) => /\n[ \t]+\r?\n/.test(raw),
}

/** Whether it is the text with some of its characters left out. */
function isLeftOver(part: string, text: string): boolean {
  let found = 0
  for (const character of text) if (part.startsWith(character, found)) found += character.length
  return found === part.length
}

const MADE_UP = [
  'MyMessageID123@mail.gmail.com',
  'No Subject',
  'Undisclosed recipient',
  'Untitled',
  '2001-01-01 00:00:00',
]
const known = (text: string | undefined): string | null =>
  text === undefined || MADE_UP.includes(text) ? null : text
const dateOf = (text: string | number): string | null =>
  known(new Date(text).toISOString().slice(0, 19).replace('T', ' '))
const addresses = (people: Items<Person> | undefined) =>
  people?.items?.map(({ mailbox }) => mailbox).join(';') ?? null
const ids = (text: string | null) => text?.match(/[^<>\s]+@[^<>\s]+/g)?.join(' ') ?? null
const lettersOf = (text: string) =>
  text.replace(/\(?(?:https?:|mailto:|\/\/)[^\s)>\]]*[)>\]]?/g, '').replace(/[^\p{L}\p{N}]+/gu, '')

/** A message inside is one part, of which mailcore2 tells no more. */
function partFields(parts: readonly (readonly (string | null)[])[]): Fields {
  const names = ['Type', 'Charset', 'Filename', 'ContentId', 'Disposition']
  return Object.fromEntries(
    parts.flatMap((values, i) =>
      values
        .slice(0, values[0] === 'message/rfc822' ? 1 : names.length)
        .map((value, k) => [`Part ${i + 1} ${names[k]}`, value]),
    ),
  )
}

const ownParts = (raw: Buffer) =>
  leafParts(splitMessage(raw).structure).map(part => [
    part.type,
    part.params['charset']?.toLowerCase() ?? null,
    fileNameOf(part) || null,
    ids(part.contentId),
    part.disposition,
  ])

function theirParts({ parts, ...part }: Part): (string | null)[][] {
  if (part.partType.startsWith('multipart')) return parts?.items?.flatMap(theirParts) ?? []
  if (part.partType === 'message') return [['message/rfc822']]
  const disposition = part.attachment ? 'attachment' : part.inlineAttachment ? 'inline' : null
  return [
    [
      part.mimeType?.toLowerCase() ?? null,
      part.charset?.toLowerCase() ?? null,
      part.filename ?? null,
      part.contentID ?? null,
      disposition,
    ],
  ]
}

function theirFields({ header, mainPart }: Parsed): Fields {
  return {
    Subject: header.subject ?? null,
    From: header.from?.mailbox ?? null,
    FromName: header.from?.displayName ?? null,
    // A server puts the author there where the field is missing (RFC 9051 §7.5.2).
    ReplyTo: addresses(header.replyTo) ?? header.from?.mailbox ?? null,
    To: addresses(header.to),
    CC: addresses(header.cc),
    Date: dateOf(Number(header.date) * 1000),
    MessageId: known(header.messageID),
    InReplyTo: header.inReplyTo?.join(' ') ?? null,
    References: header.references?.join(' ') ?? null,
    ...partFields(theirParts(mainPart)),
  }
}

const ownFields = (row: Row, raw: Buffer): Fields => ({
  ...row,
  MessageId: ids(row['MessageId']!),
  InReplyTo: ids(row['InReplyTo']!),
  References: ids(row['References']!),
  ...partFields(ownParts(raw)),
})

const FILE_LINE = /^- (.+), [\d.]+ (?:bytes|KB|MB)$/gm

function theirSummary(text: string): Fields {
  const end = text.indexOf('\n\n')
  const lines = text.slice(0, end).split('\n')
  const field = (name: string) =>
    known(lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2))
  const body = text.slice(end)
  return {
    Subject: field('Subject'),
    FullFrom: field('From'),
    FullTo: field('To'),
    FullCC: field('Cc'),
    Date: dateOf(field('Date')!.replace(' at ', ' ')),
    Body: lettersOf(body.replace(FILE_LINE, '')),
    Attachments: [...body.matchAll(FILE_LINE)].flatMap(match => known(match[1]) ?? []).join(';') || null,
  }
}

function ownSummary(row: Row): Fields {
  const text = row['BodyHtml'] === null ? (row['BodyText'] ?? '') : htmlToText(row['BodyHtml']!)
  return {
    Subject: row['Subject']?.replace(/^Re: /, '').replace(/\s+/g, ' ').trim() ?? null,
    FullFrom: row['FullFrom']!,
    FullTo: row['FullTo']?.replaceAll(';', ', ') ?? null,
    FullCC: row['FullCC']?.replaceAll(';', ', ') ?? null,
    Date: row['Date']!,
    Body: lettersOf(text),
    Attachments: row['Attachments'] || null,
  }
}

const corpus = findCorpus()

describe.skipIf(corpus === null)('the messages of mailcore2', () => {
  const found: Difference[] = []
  const raws = new Map<string, string>()
  const compared = { parser: 0, summary: 0 }
  let demo: Demo | undefined

  beforeAll(async () => {
    demo = await startDemo({ messages: 0 })
    const files = SETS.flatMap(set =>
      filesOf(join(corpus!, 'mailcore2', set, 'output')).map(name => ({ set, name })),
    )
    for (const { set, name } of files) {
      const input = set === 'parser' ? name : name.replace('.txt', '.eml')
      const raw = readFileSync(join(corpus!, 'mailcore2', set, 'input', input))
      raws.set(`${set}/${name}`, raw.toString('latin1'))
      demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
    }
    const db = await demo.open()
    const { rows } = await db.query<Row>(`SELECT ${COLUMNS} FROM Inbox ORDER BY Id`)
    expect(rows).toHaveLength(files.length)
    for (const [i, { set, name }] of files.entries()) {
      const file = `${set}/${name}`
      const published = readFileSync(join(corpus!, 'mailcore2', set, 'output', name), 'utf8')
      const theirs = set === 'parser' ? theirFields(JSON.parse(published) as Parsed) : theirSummary(published)
      const ours =
        set === 'parser' ? ownFields(rows[i]!, Buffer.from(raws.get(file)!, 'latin1')) : ownSummary(rows[i]!)
      for (const field of new Set([
        ...Object.keys(theirs),
        ...Object.keys(ours).filter(key => key.startsWith('Part ')),
      ])) {
        compared[set]++
        const difference = { file, field, ours: ours[field] ?? null, theirs: theirs[field] ?? null }
        if (difference.ours !== difference.theirs) found.push(difference)
      }
    }
  }, 60_000)

  afterAll(() => demo?.[Symbol.asyncDispose]())

  it('are what it reads, but for the differences listed', () => {
    expect(found.filter(({ file, field }) => differences.cells[file]?.[field] === undefined)).toEqual([])
  })

  it('still differ in every cell listed', () => {
    const isFound = new Set(found.map(({ file, field }) => `${file} ${field}`))
    const listed = Object.entries(differences.cells).flatMap(([file, cells]) =>
      Object.keys(cells).map(field => `${file} ${field}`),
    )
    expect(listed.filter(cell => !isFound.has(cell))).toEqual([])
  })

  it('have fields and parts that differ in at most three cells of a hundred', () => {
    const inParser = found.filter(({ file }) => file.startsWith('parser/'))
    expect(compared.parser).toBeGreaterThan(900)
    expect(compared.summary).toBeGreaterThan(200)
    expect(inParser.length / compared.parser).toBeLessThanOrEqual(MOST_DIFFERENCES)
  })

  it('show in each cell that differs what its class says', () => {
    const unproven = found.filter(difference => {
      const evidence = EVIDENCE[differences.cells[difference.file]?.[difference.field] ?? '']
      return evidence?.(difference, raws.get(difference.file)!) === false
    })
    expect(unproven).toEqual([])
  })
})

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  return files.map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted()
}

describe('the list of differences', () => {
  it('gives each cell a class, and each class an RFC clause, a reason, and a cell', () => {
    const used = new Set(Object.values(differences.cells).flatMap(cells => Object.values(cells)))
    expect([...used].toSorted()).toEqual(Object.keys(differences.classes).toSorted())
    for (const { rfc, departs, why } of Object.values(differences.classes)) {
      expect(rfc).toMatch(/^RFC \d{4} §\d/)
      expect(['message', 'mailcore2']).toContain(departs)
      expect(why.length).toBeGreaterThan(40)
    }
  })
})
