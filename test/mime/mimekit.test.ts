import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BodyPart } from '../../src/mail/message.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { startDemo } from '../support/demo.ts'
import { findCorpus } from '../support/dovecot.ts'

/**
 * What MimeKit publishes of an mbox, with line ends of both kinds: where messages and parts begin and end. The file is cut into
 * messages at its offsets; types and octets of their parts are compared, and nothing differs.
 *
 * Of files in the format TNEF (`winmail.dat`) it publishes the names of the files inside. There is one class of difference, which
 * all of them are in: TNEF is no MIME, so such a file is one attachment under its own name, and is not unpacked.
 */
interface TheirPart {
  readonly mimeType: string
  readonly octets: number
  readonly children?: readonly TheirPart[]
}
interface TheirMessage {
  readonly beginOffset: number
  readonly endOffset: number
  readonly body: TheirPart
}
type Tree = readonly [type: string, content: number | readonly Tree[]]

function theirTree({ mimeType, octets, children }: TheirPart): Tree {
  return [mimeType, children?.map(theirTree) ?? octets]
}

function ownTree({ type, size, children }: BodyPart): Tree {
  return [type, children.length > 0 ? children.map(ownTree) : (size ?? 0)]
}

const corpus = findCorpus()

describe.skipIf(corpus === null)('the files of MimeKit', () => {
  it.each([
    ['LF', 'unix', '\n'],
    ['CRLF', 'dos', '\r\n'],
  ])('have messages with the parts that it finds where lines end in %s', (_, kind, lineEnd) => {
    const folder = join(corpus!, 'mimekit', 'mbox')
    const mbox = readFileSync(join(folder, 'issue1189.mbox.txt'), 'latin1').replaceAll('\n', lineEnd)
    const json = readFileSync(join(folder, `issue1189.${kind}-offsets.json`), 'utf8')
    const messages = JSON.parse(json) as TheirMessage[]
    const raws = messages.map(({ beginOffset, endOffset }) =>
      Buffer.from(mbox.slice(beginOffset, endOffset), 'latin1'),
    )
    expect(raws.map(raw => ownTree(splitMessage(raw).structure))).toEqual(
      messages.map(({ body }) => theirTree(body)),
    )
    expect(messages).toHaveLength(4)
  })

  it('in TNEF are one attachment each, under its own name and as it is', async () => {
    const folder = join(corpus!, 'mimekit', 'tnef')
    const files = readdirSync(folder).filter(file => file.endsWith('.list'))
    const names = files
      .map(file => file.replace('.list', '.tnef'))
      .filter(file => readdirSync(folder).includes(file))
    expect(names.length).toBeGreaterThan(10)
    await using demo = await startDemo({ messages: 0 })
    for (const name of names)
      demo.gmaild.account.append({
        raw: messageWith(name, readFileSync(join(folder, name))),
        labels: ['\\Inbox'],
      })
    const db = await demo.open()
    const { rows } = await db.queryArrays('SELECT Attachments, AttachmentData FROM Inbox ORDER BY Id')
    expect(rows).toEqual(names.map(name => [name, readFileSync(join(folder, name), 'base64')]))
  })
})

function messageWith(name: string, content: Buffer): string {
  return [
    `Content-Type: application/ms-tnef; name="${name}"`,
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    content.toString('base64').replace(/.{76}/g, '$&\r\n'),
  ].join('\r\n')
}
