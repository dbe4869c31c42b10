import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import type { GmaildOptions } from '../../src/gmaild/types.ts'
import { Deflate } from '../../src/imap/lane/deflate.ts'
import type { ImapSourceOptions } from '../../src/imap/options.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Answer, CAPABILITY, clientOf, startScripted } from './scripted-server.ts'

const ITEMS = ['envelope', 'structure', 'flags', 'labels'] as const

/** Everything of a mailbox of gmaild, and what it took. */
async function readAll(options: GmaildOptions, source: Partial<ImapSourceOptions>) {
  await using gmaild = await startGmaild({ messages: 300, ...options })
  const credentials = async () => ({ kind: 'password' as const, value: new Secret(gmaild.password) })
  await using client = clientOf(gmaild.port, { user: gmaild.user, credentials, ...source })
  await client.source.examine('[Gmail]/All Mail')
  const uids = await client.source.search({ kind: 'all' })
  const rows = await client.source.fetch({ kind: 'uids', uids }, ITEMS)
  const parts = await client.source.fetchParts(uids, [{ part: '' }])
  const { bytesReceived, commands } = client.source.stats()
  await client.source.close()
  return { rows, parts, bytesReceived, commands, sent: gmaild.record.map(({ name }) => name) }
}

describe('compression', () => {
  it('changes nothing but the octets on the wire', async () => {
    const plain = await readAll({}, {})
    const compressed = await readAll({}, { compression: 'always' })
    expect(compressed.rows).toEqual(plain.rows)
    expect(compressed.parts).toEqual(plain.parts)
    expect(compressed.commands).toBe(plain.commands)
    expect(compressed.bytesReceived).toBeLessThan(plain.bytesReceived / 2)
    expect(plain.sent).not.toContain('COMPRESS')
    expect(compressed.sent.filter(name => name === 'COMPRESS')).toHaveLength(1)
    expect(compressed.sent.at(-1)).toBe('LOGOUT')
  })

  it('is not asked for where the server does not announce it, nor where imapflow reads', async () => {
    const capabilities = 'IMAP4rev1 X-GM-EXT-1 ENABLE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS'
    expect((await readAll({ capabilities }, { compression: 'always' })).sent).not.toContain('COMPRESS')
    const library = await readAll({}, { compression: 'always', fetchEngine: 'ImapFlow' })
    expect(library.sent).not.toContain('COMPRESS')
  })

  it('that the server refuses is done without', async () => {
    const refused = await readAll(
      {
        intercept: ({ name, tag }) =>
          name === 'COMPRESS'
            ? { lines: [`${tag} NO [COMPRESSIONACTIVE] TLS compresses (Failure)`] }
            : undefined,
      },
      { compression: 'always' },
    )
    expect(refused.rows.length).toBeGreaterThan(250)
  })

  it('ends with its connection, wherever that is cut', async () => {
    await using gmaild = await startGmaild({
      messages: 20,
      intercept: ({ name }) => (name === 'UID FETCH' ? { dropAfter: 900 } : undefined),
    })
    const credentials = async () => ({ kind: 'password' as const, value: new Secret(gmaild.password) })
    await using client = clientOf(gmaild.port, { user: gmaild.user, credentials, compression: 'always' })
    await client.source.examine('[Gmail]/All Mail')
    const fetching = client.source.fetch({ kind: 'uids', uids: [1, 2, 3, 4, 5] }, ITEMS)
    await expect(fetching).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await client.source.examine('[Gmail]/All Mail')).toMatchObject({ exists: expect.any(Number) })
  })
})

const announcing = { capability: `${CAPABILITY} COMPRESS=DEFLATE` }
const flushed = (text: string) => deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH })

describe('a server that compresses', () => {
  it('may send its first compressed octets together with its OK', async () => {
    const answer: Answer = ({ tag, socket }) => {
      socket.write(Buffer.concat([Buffer.from(`${tag} OK go\r\n`), flushed('* BYE not today\r\n')]))
      socket.end()
    }
    await using server = await startScripted({ ...announcing, answers: { COMPRESS: answer } })
    await using client = clientOf(server.port, { compression: 'always' })
    await expect(client.source.examine('INBOX')).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringContaining('not today'),
    })
  })

  it('and sends what is not compressed breaks the protocol', async () => {
    const answer: Answer = ({ tag, socket }) => socket.write(`${tag} OK go\r\n\xff\xff\xff\xff\xff\xff\r\n`)
    await using server = await startScripted({ ...announcing, answers: { COMPRESS: answer } })
    await using client = clientOf(server.port, { compression: 'always' })
    await expect(client.source.examine('INBOX')).rejects.toMatchObject({ code: 'PROTOCOL' })
  })

  it('may not send a bomb', async () => {
    const bomb = flushed('x'.repeat(200_000))
    const failed = await new Promise<Error>(resolve => {
      const nothing = () => {}
      const ends = { write: nothing, read: nothing, end: nothing, fail: resolve }
      new Deflate(ends, { free: 100_000, ratio: 100 }).receive(bomb, nothing)
    })
    expect(failed).toMatchObject({ code: 'InvalidResponse', message: expect.stringContaining('100 times') })
  })

  it('may send much that is nearly nothing, as far as it is mail', async () => {
    const text = 'x'.repeat(90_000)
    const read: Buffer[] = []
    await new Promise<void>((resolve, reject) => {
      const nothing = () => {}
      const ends = { write: nothing, read: (octets: Buffer) => read.push(octets), end: resolve, fail: reject }
      const deflate = new Deflate(ends, { free: 100_000, ratio: 100 })
      deflate.receive(flushed(text), nothing)
      deflate.ended()
    })
    expect(Buffer.concat(read).toString()).toBe(text)
  })
})
