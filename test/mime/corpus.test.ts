import { isUtf8 } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, it } from 'vitest'
import { leafParts } from '../../src/mail/attachments.ts'
import type { BodyPart } from '../../src/mail/message.ts'
import { bodyParts } from '../../src/mime/body-parts.ts'
import { fieldText } from '../../src/mime/header-fields.ts'
import { parseMessage } from '../../src/mime/message.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { isGmailSqlError } from '../../src/util/errors.ts'
import { findCorpus, PYTHON } from '../support/dovecot.ts'

/**
 * Every message of the corpus, hostile ones and those of odd charsets included, against two parsers that share no code with ours:
 * Python's `email` and postal-mime. What is compared is the plain text, the HTML, and the names of the attachments.
 *
 * On each side line ends are LF, and those at the end are left out. Text that had to be made of HTML is not compared, since no two
 * programs make the same. postal-mime has no rule like ours for what is an attachment: there it is all parts with a name. Where two
 * sides differ, corpus-differences.json has file, field, and a class of difference with its clause and who departs from it.
 */
const MESSAGES = 1193
const MOST_DIFFERENCES = 0.03
const ORACLES = ['python', 'postal-mime'] as const

type Field = 'text' | 'html' | 'names' | 'files'
type Reading = Readonly<Partial<Record<Field, string | null>>>

interface Differences {
  /** `departs`: who departs from the clause; never gmailsql, which would be mended instead. */
  readonly classes: Readonly<Record<string, { rfc: string; departs: string; why: string }>>
  readonly cells: Readonly<
    Record<(typeof ORACLES)[number], Readonly<Record<string, Readonly<Partial<Record<Field, string>>>>>>
  >
}

interface Difference {
  readonly file: string
  readonly field: Field
  readonly ours: string | null
  readonly theirs: string | null
}

const differences = JSON.parse(
  readFileSync(join(import.meta.dirname, 'corpus-differences.json'), 'utf8'),
) as Differences

const withoutBlanksAtLineEnds = (text: string | null) =>
  text?.replace(/[ \t]+(?=\n|$)/g, '').replace(/\n+$/, '')

/** What a class says of a cell, where that can be checked: a difference of another kind must not hide behind it. */
const EVIDENCE: Readonly<Record<string, (difference: Difference, file: Buffer) => boolean>> = {
  'bare-cr': (_, file) => !file.includes(0x0a),
  'blanks-at-line-ends': ({ ours, theirs }) =>
    withoutBlanksAtLineEnds(ours) === withoutBlanksAtLineEnds(theirs),
  'theirs-lacks-characters': ({ theirs }) => theirs?.includes('\ufffd') ?? false,
  'line-of-blanks-in-header': (_, file) => /\n[ \t]+\r?\n/.test(file.toString('latin1')),
  'python-loses-folded-boundary': (_, file) => /boundary="[^"]*\n\s/i.test(file.toString('latin1')),
  'two-tables-of-jis': ({ ours, theirs }) =>
    ours?.replace(/[～－∥]/g, character => ({ '～': '〜', '－': '−', '∥': '‖' })[character]!) === theirs,
  'ascii-that-is-utf-8': ({ theirs }, file) => isUtf8(file) && /[ÂÃâ]/.test(theirs ?? ''),
}

const withoutLastLineEnds = (text: string | null | undefined): string | null =>
  text?.replaceAll('\r\n', '\n').replace(/[\r\n]+$/, '') || null

function read(raw: Buffer): Reading {
  try {
    const { text, html, parts } = parseMessage(raw, undefined)
    const pieces = new Set(bodyParts(splitMessage(raw).structure).map(piece => piece.part))
    return {
      text: withoutLastLineEnds(text),
      html: withoutLastLineEnds(html),
      names: JSON.stringify(parts.filter(part => part.isAttachment).map(part => part.name)),
      files: JSON.stringify(parts.flatMap(({ part, name }) => (pieces.has(part) || name === '' ? [] : name))),
    }
  } catch (error) {
    if (isGmailSqlError(error)) return {}
    throw error
  }
}

/**
 * What postal-mime reads of the messages that it shows as we do: it puts blank lines between pieces, shows alternatives of one type
 * one after the other and a text with the name of a file as a piece, and nothing of a multipart without parts.
 */
async function readByPostalMime(raw: Buffer): Promise<Reading> {
  const { structure, fields } = splitMessage(raw)
  const pieces = bodyParts(structure)
  const isPiece = (leaf: BodyPart) => pieces.some(piece => piece.part === leaf.part)
  const isHidden = (leaf: BodyPart) =>
    /^text\/(?:plain|html)$/.test(leaf.type) && leaf.disposition !== 'attachment' && !isPiece(leaf)
  const isWithoutParts =
    structure.children.length === 0 && /^multipart\//i.test(fieldText(fields, 'content-type') ?? '')
  if (isWithoutParts || leafParts(structure).some(isHidden)) return {}
  const { text, html, attachments } = await PostalMime.parse(raw, { forceRfc822Attachments: true })
  const isOne = (without: 'text' | 'html', type: string) =>
    pieces.filter(piece => piece.rendering !== without).length === 1 &&
    pieces.some(piece => piece.rendering !== without && piece.type === type)
  return {
    ...(isOne('html', 'text/plain') && { text: withoutLastLineEnds(text) }),
    ...(isOne('text', 'text/html') && { html: withoutLastLineEnds(html) }),
    files: JSON.stringify(attachments.flatMap(({ filename }) => filename ?? [])),
  }
}

function differencesOf(file: string, ours: Reading, theirs: Reading): Difference[] {
  const fields = (Object.keys(theirs) as Field[]).filter(field => field in ours)
  return fields
    .map(field => ({ file, field, ours: ours[field] ?? null, theirs: theirs[field] ?? null }))
    .filter(({ ours, theirs }) => ours !== theirs)
}

const corpus = findCorpus()

describe.skipIf(corpus === null)('the corpus', () => {
  const found: Record<string, Difference[]> = { python: [], 'postal-mime': [] }
  const compared: Record<string, number> = { python: 0, 'postal-mime': 0 }
  let python: Readonly<Record<string, Reading & { names?: readonly string[]; error?: string }>>

  beforeAll(async () => {
    const script = join(import.meta.dirname, '../../scripts/corpus-bodies.py')
    const json = execFileSync(PYTHON, [script, '--corpus', corpus!], { encoding: 'utf8', maxBuffer: 2 ** 28 })
    python = JSON.parse(json)
    for (const [file, { names, ...rest }] of Object.entries(python)) {
      const raw = readFileSync(join(corpus!, file))
      const ours = read(raw)
      compare('python', file, ours, { ...rest, names: JSON.stringify(names) })
      compare('postal-mime', file, ours, 'text' in ours ? await readByPostalMime(raw) : {})
    }
    if (process.env['DUMP'])
      (await import('node:fs')).writeFileSync(process.env['DUMP'], JSON.stringify(found))
  }, 120_000)

  function compare(oracle: string, file: string, ours: Reading, theirs: Reading): void {
    compared[oracle]! += Object.keys(theirs).length
    found[oracle]!.push(...differencesOf(file, ours, theirs))
  }

  it('is there, whole, and read by both without a failure', () => {
    expect(Object.keys(python)).toHaveLength(MESSAGES)
    expect(Object.entries(python).filter(([, reading]) => reading.error !== undefined)).toEqual([])
  })

  it.each(ORACLES)('reads as %s reads it, but for the differences listed', oracle => {
    const unlisted = found[oracle]!.filter(
      ({ file, field }) => differences.cells[oracle][file]?.[field] === undefined,
    )
    expect(unlisted).toEqual([])
  })

  it.each(ORACLES)('still differs from %s in every cell listed', oracle => {
    const stale = Object.entries(differences.cells[oracle]).flatMap(([file, fields]) =>
      Object.keys(fields)
        .filter(
          field => !found[oracle]!.some(difference => difference.file === file && difference.field === field),
        )
        .map(field => `${file} ${field}`),
    )
    expect(stale).toEqual([])
  })

  it.each(ORACLES)('differs from %s in at most three cells of a hundred', oracle => {
    expect(compared[oracle]).toBeGreaterThan(1_000)
    expect(found[oracle]!.length / compared[oracle]!).toBeLessThanOrEqual(MOST_DIFFERENCES)
  })

  it.each(ORACLES)('shows in each cell that differs from %s what its class says', oracle => {
    const unproven = found[oracle]!.filter(difference => {
      const evidence = EVIDENCE[differences.cells[oracle][difference.file]?.[difference.field] ?? '']
      return evidence?.(difference, readFileSync(join(corpus!, difference.file))) === false
    })
    expect(unproven).toEqual([])
  })
})

describe('the list of differences', () => {
  it('gives each cell a class, and each class an RFC clause, a reason, and a cell', () => {
    const cells = ORACLES.flatMap(oracle => Object.values(differences.cells[oracle]))
    const used = new Set(cells.flatMap(fields => Object.values(fields)))
    expect([...used].toSorted()).toEqual(Object.keys(differences.classes).toSorted())
    for (const { rfc, departs, why } of Object.values(differences.classes)) {
      expect(rfc).toMatch(/^RFC \d{4} §\d/)
      expect(['message', ...ORACLES]).toContain(departs)
      expect(why.length).toBeGreaterThan(40)
    }
  })
})
