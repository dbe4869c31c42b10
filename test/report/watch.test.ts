import { writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { FakeTerminal } from '../shell/support/fake-terminal.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
})
afterAll(() => demo[Symbol.asyncDispose]())

const ask = (url: string, headers: Record<string, string> = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => get(url, { headers }, resolve).on('error', reject))

async function textAt(url: string): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of await ask(url)) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

async function statusOf(url: string, headers?: Record<string, string>): Promise<number | undefined> {
  const response = await ask(url, headers)
  response.resume()
  return response.statusCode
}

/** Resolves at the next event behind the greeting of the stream. */
function nextChange(stream: IncomingMessage): Promise<string> {
  return new Promise(resolve =>
    stream.on('data', (part: Buffer) => part.includes('event:') && resolve(part.toString())),
  )
}

test('gmailsql report --watch serves the page, and makes it anew when the file changes', async () => {
  const file = join(temporaryFolder(), 'mine.md')
  writeFileSync(file, '# One')
  const terminal = new FakeTerminal({ piped: '' })
  const ended = main(['report', file, demo.connectionString, '--watch'], terminal.io)
  await terminal.shows(/until Ctrl-C/)
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}/.exec(terminal.stdout) ?? []
  const first = await textAt(url)
  expect(first).toContain('<h1>One</h1>')
  expect(first).toContain("connect-src 'self'")

  const path = /data-reload="([^"]+)"/.exec(first)![1]!
  const stream = await ask(new URL(path, url).href)
  const change = nextChange(stream)
  writeFileSync(file, '# Two, longer\n\n```sql bar colour=red\nSELECT 1\n```')
  expect(await change).toContain('event: change')
  expect(await textAt(url)).toContain('a block has no option &quot;colour&quot;')
  expect(terminal.stderr).toContain('line 3 of the report')
  stream.destroy()

  expect(await statusOf(new URL('/', url).href)).toBe(404)
  expect(await statusOf(url, { host: 'evil.example' })).toBe(404)
  terminal.interrupt()
  expect(await ended).toBe(0)
  await expect(ask(url)).rejects.toThrow(/ECONNREFUSED/)
})

test('a port that is taken is told', async () => {
  const taken = new URL(`http://127.0.0.1:${demo.gmaild.port}`).port
  const terminal = new FakeTerminal({ piped: '' })
  const argv = ['report', 'overview', demo.connectionString, '--watch', '--port', taken]
  expect(await main(argv, terminal.io)).toBe(1)
  expect(terminal.stderr).toMatch(/port \d+ cannot be listened on: .*EADDRINUSE/)
})
