import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BombServer, isMeasured, readBomb, startBombServer } from './bomb-server.ts'

describe.runIf(isMeasured)('100 other rows come while 60 MB of base64 are read, in bounded memory', () => {
  let server: BombServer
  beforeAll(async () => {
    server = await startBombServer(['base64-60M', 'text-60M'])
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('as a text, whose row says so', async () => {
    const row = await readBomb(server, 'text-60M', 'Snippet', ['engine', 'host', 'reader'])
    // On a machine that is busy the limit of time comes first.
    const ParseError = expect.stringMatching(/^MESSAGE_LIMIT: (?:a part of more than 40 MB|reading it takes)/)
    expect(row).toMatchObject({ Subject: 'x', BodyText: null, Snippet: null, ParseError })
  })

  test('as a file that is not asked for', async () => {
    const row = await readBomb(server, 'base64-60M', 'AttachmentCount')
    expect(row).toMatchObject({ Subject: 'x', BodyText: null, AttachmentCount: 1, ParseError: null })
  })

  test('as a file that is asked for, whose place is left empty', async () => {
    const row = await readBomb(server, 'base64-60M', 'AttachmentCount, AttachmentData')
    expect(row).toMatchObject({ Subject: 'x', AttachmentCount: 1, AttachmentData: '' })
  })
})
