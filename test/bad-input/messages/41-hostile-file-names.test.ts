import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

/** What a sender calls a file, and what it is called in the folder. */
const NAMES: readonly (readonly [string, string | RegExp])[] = [
  ['../../../../var/pwned', 'pwned'],
  ['/etc/passwd', 'passwd'],
  ['..\\..\\win.ini', 'win.ini'],
  ['C:\\Windows\\x', 'x'],
  ['a/../../b', 'b'],
  ['.bashrc', 'bashrc'],
  ['..', 'attachment'],
  ['.', 'attachment'],
  ['', 'attachment'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['a:b', 'a_b'],
  [`${'x'.repeat(5000)}.txt`, /^x{196}\.txt$/],
  [`${'ü'.repeat(300)}.pdf`, /^ü{98}\.pdf$/],
  ['a\0b.txt', /^a.?b\.txt$/],
  ['a\nb', /^a.?b$/],
  ['file\u202etxt.exe', 'file_txt.exe'],
  ['-rf', 'rf'],
  ['~/x', 'x'],
  ['$(touch x)', '$(touch x)'],
  ['%2e%2e%2fx', '%2e%2e%2fx'],
  ['ａ／ｂ', 'ａ／ｂ'],
  ['name. ', 'name'],
]

let parent: string
let demo: Demo
let db: Connection

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'gmailsql-hostile-'))
  demo = await startDemo({ messages: 0 })
  for (const [name] of NAMES) demo.gmaild.account.append({ raw: message(name), labels: ['\\Inbox'] })
  db = await demo.open()
})

afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(parent, { recursive: true })
})

function message(name: string): string {
  const encoded = [...Buffer.from(name)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; filename*=utf-8''${encoded}`,
    '',
    'content',
    '--m--',
  ].join('\r\n')
}

test.each(NAMES.map(([name, written], index) => ({ name: name.slice(0, 30), written, id: index + 1 })))(
  'an attachment called $name is written directly in the folder',
  async ({ written, id }) => {
    const folder = mkdtempSync(join(parent, 'folder-'))
    const around = readdirSync(parent)
    const [row] = await db.call<{ Path: string }>('DownloadAttachments', { Id: id, Folder: folder })
    expect(dirname(row!.Path)).toBe(folder)
    const [file, ...more] = readdirSync(folder)
    expect(more).toEqual([])
    expect(file).toEqual(typeof written === 'string' ? written : expect.stringMatching(written))
    expect(readFileSync(row!.Path, 'utf8')).toBe('content')
    expect(readdirSync(parent)).toEqual(around)
  },
)
