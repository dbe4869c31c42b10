import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A message of a charset, and what is written in it. */
export interface CharsetMessage {
  readonly file: string
  readonly raw: Buffer
  readonly subject: string
  /** `Name <address>` of the one author and the one recipient. */
  readonly from: string
  readonly to: string
  readonly text: string
  readonly filename: string
  readonly attachmentHex: string
}

interface Expected {
  readonly subject: string
  readonly from_name: string
  readonly to_name: string
  readonly text_base64_part: string
  readonly text_qp_part: string | null
  readonly filename: string
  readonly attachment_hex: string
}

/** The messages of the corpus that are the same in 55 charsets. */
export function charsetMessages(corpus: string): CharsetMessage[] {
  const folder = join(corpus, 'generated-charsets')
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>
  return Object.entries(expected).map(([file, wanted]) => ({
    file,
    raw: readFileSync(join(folder, file)),
    subject: wanted.subject,
    from: `${wanted.from_name} <from@example.com>`,
    to: `${wanted.to_name} <to@example.com>`,
    text: `${wanted.text_base64_part}${wanted.text_qp_part ?? ''}`.replaceAll('\r\n', '\n'),
    filename: wanted.filename,
    attachmentHex: wanted.attachment_hex,
  }))
}
