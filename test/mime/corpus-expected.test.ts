import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leafParts } from '../../src/mail/attachments.ts'
import type { BodyPart } from '../../src/mail/message.ts'
import { parseMessage } from '../../src/mime/message.ts'
import { renderBodies } from '../../src/mime/render.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { findCorpus } from '../support/dovecot.ts'

/**
 * What other projects publish as the right reading of their test messages. Line ends are LF on both sides, and those at the end are
 * left out. Where we read something else, the lists below say why.
 */
const MIME4J_DIFFERS: Readonly<Record<string, string>> = {
  'multi-frag_decoded_1_3_2.bin':
    'A delimiter with junk before it is no delimiter (RFC 2046 §5.1.1): it is within the base64.',
  'base64encoded-rfc822message_decoded_1_1.txt':
    'A message is one part; mime4j looks into it though it is encoded (RFC 2046 §5.2.1).',
  'ending-boundaries_decoded_1_1.txt': 'A delimiter with text after it is no delimiter (RFC 2046 §5.1.1).',
}

const MAIL_PARSER_DIFFERS: Readonly<Record<string, string>> = {
  'legacy/026': 'The part is uuencoded, which mail-parser leaves as it is.',
  'legacy/052': 'Bytes that are no UTF-8 under us-ascii: mail-parser has U+FFFD, we have windows-1252.',
  'malformed/000':
    'A delimiter begins a part, though its header is all it has (RFC 2046 §5.1.1); it is left out there.',
  'malformed/001':
    'A delimiter of the outer multipart ends the inner (RFC 2046 §5.1.2); there the inner goes on.',
  'malformed/004': 'A line that only begins with the boundary is no delimiter (RFC 2046 §5.1.1).',
  'malformed/007':
    'A header ends at an empty line (RFC 5322 §2.1), not at a delimiter that it is to announce itself.',
  'malformed/009': 'A delimiter of the outer multipart ends the inner (RFC 2046 §5.1.2); there it is text.',
  'malformed/013':
    'A delimiter begins a part, though nothing follows it (RFC 2046 §5.1.1); it is left out there.',
  'malformed/014':
    'A delimiter begins a part, though nothing follows it (RFC 2046 §5.1.1); it is left out there.',
  'malformed/016': 'What the outer multipart has ended does not begin again (RFC 2046 §5.1.2).',
  'malformed/017': 'No semicolon stands before the boundary, so there is none (RFC 2045 §5.1).',
  'malformed/019':
    'A fuzzed message, its headers cut and mixed (RFC 5322 §2.2): everybody reads something else.',
  'malformed/020': 'Content-Type stands twice (RFC 5322 §3.6): we take the first, mail-parser the last.',
  'malformed/021': 'Content-Type stands twice (RFC 5322 §3.6): we take the first, mail-parser the last.',
  'malformed/022':
    'A part of the type message/rfc822 is a message, however it begins (RFC 2046 §5.2.1); there it is text.',
  'rfc/000': 'Parts of other types without octets of their own count as texts there.',
  'thirdparty/002':
    'Characters outside the alphabet of base64 are ignored (RFC 2045 §6.8); mail-parser gives up.',
  'thirdparty/005': 'A delimiter has a line of its own (RFC 2046 §5.1.1).',
}

const corpus = findCorpus()
const trimmed = (text: string) => text.replace(/\r+\n/g, '\n').replace(/[\r\n]+$/, '')

describe.skipIf(corpus === null)('the parts of a message', () => {
  it('have the octets that mime4j decodes', () => {
    const differing: string[] = []
    let compared = 0
    for (const folder of ['mimetools-testmsgs', 'testmsgs']) {
      const path = join(corpus!, 'mime4j', folder)
      for (const file of readdirSync(path)) {
        const [, name, number] = /^(.*)_decoded_1((?:_\d+)*)\.(?:txt|bin)$/.exec(file) ?? []
        if (name === undefined || number === undefined) continue
        const { parts } = parseMessage(readFileSync(join(path, `${name}.msg`)), undefined)
        const part = parts.find(each => each.part === (number.slice(1).replaceAll('_', '.') || '1'))
        // Those inside an attached message are not parts of this one.
        if (part === undefined) continue
        compared++
        const expected = readFileSync(join(path, file), 'latin1')
        if (trimmed(part.content.toString('latin1')) !== trimmed(expected)) differing.push(file)
      }
    }
    expect(compared).toBeGreaterThan(110)
    expect(differing.toSorted()).toEqual(Object.keys(MIME4J_DIFFERS).toSorted())
  })

  it('have the texts that mail-parser reads', () => {
    const differing: string[] = []
    let compared = 0
    for (const folder of ['legacy', 'malformed', 'rfc', 'thirdparty']) {
      const path = join(corpus!, 'mail-parser', folder)
      for (const file of readdirSync(path).filter(each => each.endsWith('.json'))) {
        compared++
        const name = file.replace('.json', '')
        const expected = JSON.parse(readFileSync(join(path, file), 'utf8')) as Expected
        const ours = textsOf(readFileSync(join(path, `${name}.eml`)))
        if (JSON.stringify(ours) !== JSON.stringify(expectedTexts(expected)))
          differing.push(`${folder}/${name}`)
      }
    }
    expect(compared).toBeGreaterThan(100)
    expect(differing.toSorted()).toEqual(Object.keys(MAIL_PARSER_DIFFERS).toSorted())
  })
})

interface Expected {
  readonly parts: readonly { readonly body: { readonly Text?: string; readonly Html?: string } }[]
}

function expectedTexts({ parts }: Expected): string[] {
  return parts.flatMap(({ body }) => body.Text ?? body.Html ?? []).map(trimmed)
}

/** Every text of whatever kind, as it is written. */
function textsOf(raw: Buffer): string[] {
  const { structure, contents } = splitMessage(raw)
  const asPlain = (part: BodyPart) => ({
    ...part,
    type: 'text/plain',
    params: { ...part.params, format: '' },
    rendering: 'both' as const,
    content: contents.get(part.part) ?? Buffer.alloc(0),
  })
  return leafParts(structure)
    .filter(part => part.type.startsWith('text/'))
    .map(part => trimmed(renderBodies([asPlain(part)], undefined).text ?? ''))
}
