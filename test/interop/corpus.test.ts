import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectTo, type Dovecot, findCorpus, PYTHON, startDovecot } from '../support/dovecot.ts'

/**
 * Every single message of the corpus, read through SQL from a real IMAP server, against Python's `email` on the same file.
 *
 * What the contract of the columns says is done to Python's values, and nothing else:
 *   From  the address of the first author alone; NULL for none
 *   To    the addresses joined with `;`; NULL for none
 *   Subject and all others: the empty text is NULL
 * No side is trimmed, folded to lower case or to single spaces. Where the two differ, corpus-differences.json names file,
 * column, class of the difference with its clause of the RFC and who departs from it, and what we answer.
 */
const COLUMNS = ['Subject', 'From', 'To', 'Date', 'Size'] as const
const MESSAGES = 1063
const MOST_DIFFERENCES = 0.03

type Column = (typeof COLUMNS)[number]
type Cell = string | number | null
type Failure = { readonly error: string }
type Oracle = Readonly<Record<string, Readonly<Record<Column, Cell | readonly string[] | Failure>>>>
type Row = Readonly<Record<Column, Cell>> & { readonly Id: number }

interface Difference {
  readonly file: string
  readonly column: Column
  readonly ours: Cell
  readonly python: Cell | Failure
}

interface Listed {
  readonly class: string | readonly string[]
  /** Left out where the text is not fit to print. */
  readonly ours?: Cell
}

interface Differences {
  /** `departs`: who departs from the clause; never gmailsql, which would be mended instead. */
  readonly classes: Readonly<
    Record<string, { rfc: string; departs: 'message' | 'server' | 'python'; why: string }>
  >
  readonly cells: Readonly<Record<string, Readonly<Partial<Record<Column, Listed>>>>>
}

const differences = JSON.parse(
  readFileSync(join(import.meta.dirname, 'corpus-differences.json'), 'utf8'),
) as Differences

/** What a class says of a cell, where that can be checked: a difference of another kind must not hide behind it. */
const EVIDENCE: Readonly<Record<string, (difference: Difference, file: Buffer) => boolean>> = {
  'bare-cr': ({ ours }, file) => ours === null && !file.includes(0x0a),
  'raw-8bit': ({ python }, file) => String(python).includes('\ufffd') && file.some(byte => byte >= 0x80),
  'server-collapses-spaces': ({ ours, python }) =>
    String(python).includes('\ufffd') || singleSpaced(python) === ours,
  'python-keeps-folding-space': ({ ours, python }) => String(python).trim() === ours,
  'python-ends-header-early': ({ python }) => python === null,
  'python-refuses-obsolete-field': ({ python }, file) =>
    python === null && /^\w+ +:/.test(file.toString('latin1')),
  'python-fails': ({ python }) => typeof python === 'object' && python !== null,
  'python-writes-null-address': ({ ours, python }) => python === '<>' && !ours,
}

function singleSpaced(text: Difference['python']): string {
  return String(text)
    .replace(/[ \t]+/g, ' ')
    .trimEnd()
}

/** The value that the contract makes of what Python read. */
function expected(column: Column, value: Oracle[string][Column]): Difference['python'] {
  if (!Array.isArray(value)) return value === '' ? null : (value as Difference['python'])
  const addresses = value as readonly string[]
  return (column === 'From' ? addresses[0] : addresses.join(';')) || null
}

function classesOf(listed: Listed): readonly string[] {
  return typeof listed.class === 'string' ? [listed.class] : listed.class
}

function listedCells(): { file: string; column: Column; listed: Listed }[] {
  return Object.entries(differences.cells).flatMap(([file, cells]) =>
    Object.entries(cells).map(([column, listed]) => ({ file, column: column as Column, listed })),
  )
}

const corpus = findCorpus()

describe.skipIf(corpus === null)('the corpus, served by Dovecot', () => {
  let dovecot: Dovecot | undefined
  let oracle: Oracle
  let rows: readonly Row[]
  let notices: readonly unknown[]
  const found: Difference[] = []

  beforeAll(async () => {
    dovecot = await startDovecot(corpus!)
    const script = join(import.meta.dirname, '../../scripts/corpus-oracle.py')
    const json = execFileSync(PYTHON, [script, '--corpus', corpus!], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    oracle = JSON.parse(json) as Oracle
    await using db = await connectTo(dovecot)
    const result = await db.query<Row>('SELECT Id, Subject, [From], [To], Date, Size FROM INBOX')
    rows = result.rows.toSorted((a, b) => a.Id - b.Id)
    notices = result.notices
    for (const [i, { file }] of dovecot.served.entries()) found.push(...differencesOf(file, rows[i]!))
  })

  afterAll(() => dovecot?.stop())

  function differencesOf(file: string, row: Row): Difference[] {
    const cells = COLUMNS.map(column => ({
      file,
      column,
      ours: row[column],
      python: expected(column, oracle[file]![column]),
    }))
    return cells.filter(({ ours, python }) => ours !== python)
  }

  it('comes whole and once, without a notice', () => {
    expect(dovecot!.served).toHaveLength(MESSAGES)
    expect(rows.map(row => row.Id)).toEqual(dovecot!.served.map(({ uid }) => uid))
    expect(notices).toEqual([])
  })

  it('has the Size that the server really sends', () => {
    expect(rows.map(row => row.Size)).toEqual(dovecot!.served.map(({ served }) => served))
  })

  it('reads as Python reads it, cell by cell, but for the differences listed', () => {
    const unlisted = found.filter(({ file, column }) => differences.cells[file]?.[column] === undefined)
    expect(unlisted).toEqual([])
  })

  it('still differs in every cell listed, and as it is listed', () => {
    const at = new Map(found.map(difference => [`${difference.file} ${difference.column}`, difference]))
    const stale = listedCells().filter(({ file, column, listed }) => {
      const difference = at.get(`${file} ${column}`)
      return difference === undefined || ('ours' in listed && listed.ours !== difference.ours)
    })
    expect(stale).toEqual([])
  })

  it('shows in each listed cell what its class says', () => {
    const unproven = listedCells().filter(({ file, column, listed }) => {
      const difference = found.find(each => each.file === file && each.column === column)
      if (difference === undefined) return true
      const bytes = readFileSync(join(corpus!, file))
      return classesOf(listed).some(name => EVIDENCE[name]?.(difference, bytes) === false)
    })
    expect(unproven).toEqual([])
  })

  it('differs in at most three cells of a hundred', () => {
    expect(listedCells().length).toBeLessThanOrEqual(MOST_DIFFERENCES * COLUMNS.length * MESSAGES)
    expect(found.length).toBeLessThanOrEqual(MOST_DIFFERENCES * COLUMNS.length * MESSAGES)
  })
})

describe('the list of differences', () => {
  it('gives each cell a class, and each class an RFC clause, a reason, and a cell', () => {
    const used = new Set(listedCells().flatMap(({ listed }) => classesOf(listed)))
    expect([...used].toSorted()).toEqual(Object.keys(differences.classes).toSorted())
    for (const { rfc, departs, why } of Object.values(differences.classes)) {
      expect(rfc).toMatch(/^RFC \d{4} §\d/)
      expect(['message', 'server', 'python']).toContain(departs)
      expect(why.length).toBeGreaterThan(40)
    }
  })
})
