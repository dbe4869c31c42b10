import { type ChildProcess, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from './architecture/sources.ts'
import { type Demo, startDemo } from './support/demo.ts'

const EXAMPLES = join(ROOT, 'examples')

let demo: Demo
let folder: string

/** The programs as they stand there, with the library of these sources. */
beforeAll(async () => {
  demo = await startDemo({ messages: 100 })
  folder = mkdtempSync(join(tmpdir(), 'gmailsql-examples-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'node_modules/express'), join(folder, 'node_modules/express'), 'junction')
  const library = pathToFileURL(join(ROOT, 'src/index.ts')).href
  for (const name of readdirSync(EXAMPLES)) {
    const text = readFileSync(join(EXAMPLES, name), 'utf8')
    writeFileSync(join(folder, name), text.replaceAll("from 'gmailsql'", `from '${library}'`))
  }
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await demo[Symbol.asyncDispose]()
})

interface Program extends AsyncDisposable {
  readonly child: ChildProcess
  readonly stdout: () => string
  /** Its exit code and what it wrote to standard error. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
}

function start(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const { port, user, password } = demo.gmaild
  const own = {
    GMAILSQL_SERVER: '127.0.0.1',
    GMAILSQL_PORT: `${port}`,
    GMAILSQL_TLS: 'None',
    GMAILSQL_USER: user,
    GMAILSQL_PASSWORD: password,
    GMAILSQL_CACHELOCATION: join(folder, 'cache'),
  }
  const child = spawn(process.execPath, [join(folder, `${name}.ts`), ...args], {
    env: { PATH: process.env['PATH'], HOME: folder, ...own, ...env },
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => (written.stdout += text))
  child.stderr.on('data', (text: Buffer) => (written.stderr += text))
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    child,
    stdout: () => written.stdout,
    ended: ended.then(code => ({ code, stderr: written.stderr })),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

describe('the programs of examples', () => {
  test('unread-by-sender prints who writes what was not read, and ends', async () => {
    await using program = start('unread-by-sender', ['3'])
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
    const { rows } = await (await demo.open()).query<{ n: number; sender: string }>(
      `SELECT COUNT(*) AS n, [From] AS sender FROM Inbox WHERE IsRead = 0
       GROUP BY [From] ORDER BY n DESC, MAX(ReceivedDate) DESC LIMIT 3`,
    )
    const lines = program.stdout().trimEnd().split('\n')
    expect(lines.map(line => line.split('\t').toSpliced(1, 1))).toEqual(
      rows.map(({ n, sender }) => [`${n}`, sender]),
    )
  })

  test('unread-by-sender says why it failed', async () => {
    await using program = start('unread-by-sender', [], { GMAILSQL_PASSWORD: 'wrong' })
    const { code, stderr } = await program.ended
    expect([code, stderr.split(':')[0]]).toEqual([1, 'AUTH_REFUSED'])
    expect(stderr).not.toContain('wrong')
  })

  test('express-endpoint answers mail as JSON, several at a time, and ends when it is asked to', async () => {
    await using program = start('express-endpoint', [], { PORT: '0' })
    await expect.poll(program.stdout, { timeout: 20_000 }).toMatch(/^http:/)
    const base = new URL(program.stdout().trim())
    const db = await demo.open()
    const { rows: domains } = await db.query<{ FromDomain: string }>(
      "SELECT DISTINCT FromDomain FROM Messages WHERE FromDomain > '' ORDER BY 1 LIMIT 3",
    )
    const answers = await Promise.all(
      domains.map(async ({ FromDomain }) => (await fetch(new URL(`/senders/${FromDomain}`, base))).json()),
    )
    for (const [at, { FromDomain }] of domains.entries()) {
      const { rows } = await db.query(
        'SELECT MsgId FROM Messages WHERE FromDomain = ? ORDER BY ReceivedDate DESC LIMIT 20',
        [FromDomain],
      )
      expect(rows.length).toBeGreaterThan(0)
      expect((answers[at] as { MsgId: string }[]).map(({ MsgId }) => ({ MsgId }))).toEqual(rows)
    }
    program.child.kill('SIGTERM')
    expect(await program.ended).toMatchObject({ code: 0 })
  })

  test('last-month writes a file of its month, again when it is asked again, and is silent', async () => {
    const raw = Buffer.from('From: a@b.example\r\nSubject: x\r\n\r\n')
    const now = new Date()
    const internalDate = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15))
    demo.gmaild.account.append({ raw, internalDate })
    for (let i = 0; i < 2; i++) {
      await using program = start('last-month', [folder])
      expect(await program.ended).toEqual({ code: 0, stderr: '' })
      expect(program.stdout()).toBe('')
    }
    const name = `mail-${internalDate.toISOString().slice(0, 7)}.csv`
    const [head, ...lines] = readFileSync(join(folder, name), 'utf8').trimEnd().split(/\r?\n/)
    expect(head).toBe('From,Messages,Bytes,Unread')
    expect(lines).toContain(`a@b.example,1,${raw.length},1`)
  })
})
