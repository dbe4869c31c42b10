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

/** The same in other spellings of the parameter. */
const SPELLINGS: readonly (readonly [spelling: string, written: string])[] = [
  ['filename="../../x"', 'x'],
  ["filename*0*=utf-8''..%2F; filename*1*=..%2F; filename*2=x", 'x'],
  ['filename="good.txt"; filename*=utf-8\'\'evil.exe', 'evil.exe'],
  ['filename="=?utf-8?B?Li4vLi4veA==?="', 'x'],
]

const WRITTEN = [
  ...NAMES.map(([name, written]) => ({ what: name.slice(0, 30), parameter: inFull(name), written })),
  ...SPELLINGS.map(([spelling, written]) => ({ what: `by ${spelling}`, parameter: spelling, written })),
]

let parent: string
let demo: Demo
let db: Connection

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'gmailsql-hostile-'))
  demo = await startDemo({ messages: 0 })
  for (const { parameter } of WRITTEN)
    demo.gmaild.account.append({ raw: message(parameter), labels: ['\\Inbox'] })
  db = await demo.open()
})

afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(parent, { recursive: true })
})

/** Every octet of it as RFC 2231 writes it. */
function inFull(name: string): string {
  const octets = [...Buffer.from(name)].map(byte => `%${byte.toString(16).padStart(2, '0')}`)
  return `filename*=utf-8''${octets.join('')}`
}

function message(parameter: string): string {
  return [
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; ${parameter}`,
    '',
    'content',
    '--m--',
  ].join('\r\n')
}

test.each(WRITTEN.map((each, index) => ({ ...each, id: index + 1 })))(
  'an attachment called $what is written directly in the folder',
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
