import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'
import { findCorpus } from '../../support/dovecot.ts'

const corpus = findCorpus()
const PLANTED = 'it was here before'

interface Written {
  readonly file: string
  readonly name: string | null
  readonly path: string
  readonly size: number
}

/** Every file and link below a folder, with its content. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    entries.map(entry => {
      const path = join(folder, entry)
      return [entry, lstatSync(path).isFile() ? readFileSync(path, 'latin1') : 'no file']
    }),
  )
}

describe.skipIf(corpus === null)('the attachments of all hostile messages, written into one folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'gmailsql-corpus-'))
  // As deep as a name climbs.
  const folder = join(root, 'a', 'b', 'c', 'folder')
  const outside = join(root, 'a', 'b', 'x')
  const written: Written[] = []
  let before: Record<string, string>

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(outside, PLANTED)
    writeFileSync(join(folder, 'evil.exe'), PLANTED)
    symlinkSync(outside, join(folder, 'x'))
    symlinkSync(join(root, 'not there'), join(folder, 'passwd'))
    before = contents(root)
    const place = join(corpus!, 'generated-hostile')
    const files = readdirSync(place).filter(file => file.endsWith('.eml'))
    expect(files.length).toBeGreaterThanOrEqual(75)
    await using demo = await startDemo({ messages: 0 })
    for (const file of files)
      demo.gmaild.account.append({ raw: readFileSync(join(place, file)), labels: ['\\Inbox'] })
    const db = await demo.open()
    const readable = await db.query('SELECT Id FROM Inbox WHERE AttachmentCount > 0 ORDER BY Id')
    for (const { Id } of readable.rows) {
      const rows = await db.call('DownloadAttachments', { Id: Number(Id), Folder: folder })
      for (const { Filename, Path, Size } of rows)
        written.push({
          file: files[Number(Id) - 1]!.replace('.eml', ''),
          name: Filename as string | null,
          path: String(Path),
          size: Number(Size),
        })
    }
  })
  afterAll(() => rmSync(root, { recursive: true }))

  test('are those of every message with a name, each in a file of its own', () => {
    const names = Array.from({ length: 21 }, (_, n) => `name-${String(n).padStart(2, '0')}`)
    const expected = [...names, 'name-2231-cont', 'name-conflict', 'name-quoted-trav']
    expect(written.map(({ file }) => file)).toEqual(expect.arrayContaining(expected))
    expect(new Set(written.map(({ path }) => path)).size).toBe(written.length)
    for (const { path, size } of written) expect(lstatSync(path)).toMatchObject({ size })
  })

  test('are directly in the folder; nothing else was written, and nothing overwritten or followed', () => {
    for (const { path } of written) expect(dirname(path)).toBe(folder)
    const now = contents(root)
    expect(now).toMatchObject(before)
    const added = Object.keys(now).filter(entry => !(entry in before))
    expect(added.toSorted()).toEqual(written.map(({ path }) => path.slice(root.length + 1)).toSorted())
    expect(readFileSync(outside, 'utf8')).toBe(PLANTED)
  })

  test('have names that are no path, no hidden file, no option, no device and of no invisible signs', () => {
    for (const { path } of written) {
      const name = basename(path)
      expect(name).not.toMatch(/[\p{Cc}\p{Cf}\\<>:"|?*]|^[.~-]|[. ]$|^(?:con|nul)(?:\.|$)/iu)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    }
  })

  test('keep the name that the sender gave beside, as a value', () => {
    const expected = JSON.parse(
      readFileSync(join(corpus!, 'generated-hostile', 'expected.json'), 'utf8'),
    ) as Record<string, { filename?: string }>
    for (const { file, name } of written) {
      const filename = expected[file]?.filename
      if (filename !== undefined) expect({ file, name }).toEqual({ file, name: filename || null })
    }
    expect(written.find(({ file }) => file === 'name-conflict')?.name).toBe('evil.exe')
  })
})
