import type { TextPart } from '../../src/mime/types.ts'

/** A text part as it would be fetched, alone in its message unless something else is said. */
export function textPart(content: string | Buffer, rest: Partial<TextPart> = {}): TextPart {
  return {
    part: '1',
    type: 'text/plain',
    params: {},
    encoding: '7bit',
    rendering: 'both',
    content: Buffer.from(content as string, 'utf8'),
    ...rest,
  }
}

export function htmlPart(content: string, rest: Partial<TextPart> = {}): TextPart {
  return textPart(content, { type: 'text/html', ...rest })
}
