import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCorpus } from '../../support/dovecot.ts'
import { readMessage } from './support.ts'

interface Entry {
  readonly file: string
  readonly kind: string
  readonly tags: readonly string[]
}

/** Tag of the corpus → how many messages have it, and what each of them must have. */
const KINDS: Readonly<Record<string, { readonly atLeast: number; readonly types?: RegExp }>> = {
  tnef: { atLeast: 4, types: /application\/(?:ms-tnef|octet-stream)/ },
  smime: { atLeast: 19, types: /application\/(?:x-)?pkcs7|multipart|text/ },
  pgp: { atLeast: 10 },
  dsn: { atLeast: 100 },
  arf: { atLeast: 8 },
  calendar: { atLeast: 4, types: /text\/calendar/ },
  partial: { atLeast: 10, types: /message\/partial|multipart|text/ },
  uu: { atLeast: 6 },
  ext_body: { atLeast: 4 },
}

const corpus = findCorpus()

describe.skipIf(corpus === null)('content of an odd kind', () => {
  const lines = corpus === null ? [] : readFileSync(join(corpus, 'index.jsonl'), 'utf8').trim().split('\n')
  const entries = lines.map(line => JSON.parse(line) as Entry).filter(entry => entry.kind === 'message')

  test.each(Object.entries(KINDS))(
    '(%s) is parts like any others, and nothing of it is run or unpacked',
    async (tag, { atLeast, types }) => {
      const files = entries.filter(entry => entry.tags.includes(tag)).map(entry => entry.file)
      expect(files.length).toBeGreaterThanOrEqual(atLeast)
      for (const file of files) {
        const raw = readFileSync(join(corpus!, file))
        const { error, parts } = await readMessage(raw)
        expect({ file, error }).toEqual({ file, error: null })
        expect(parts.length).toBeGreaterThan(0)
        const octets = parts.reduce((sum, part) => sum + part.size, 0)
        expect({ file, isUnpacked: octets > raw.length }).toEqual({ file, isUnpacked: false })
        if (types !== undefined)
          expect({ file, types: parts.map(part => part.type).join(' ') }).toEqual({
            file,
            types: expect.stringMatching(types),
          })
      }
    },
  )

  test('uuencode inside a text stays text', async () => {
    const files = entries.filter(entry => entry.tags.includes('uu')).map(entry => entry.file)
    const messages = await Promise.all(files.map(file => readMessage(readFileSync(join(corpus!, file)))))
    expect(messages.filter(({ text }) => /^begin [0-7]{3} /m.test(text ?? '')).length).toBeGreaterThanOrEqual(
      3,
    )
  })
})

test('yEnc inside a text stays text', async () => {
  const yenc = '=ybegin line=128 size=2 name=a.bin\r\n\xab\x2a\r\n=yend size=2\r\n'
  expect(await readMessage(`Subject: x\r\n\r\n${yenc}`)).toMatchObject({
    text: '=ybegin line=128 size=2 name=a.bin\n«*\n=yend size=2\n',
    parts: [{ isAttachment: false }],
  })
})
