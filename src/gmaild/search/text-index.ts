import { endOfHeader, type HeaderField, headerValue, parseHeaderFields, unfold } from '../mime/headers.ts'
import { parseMessage } from '../mime/part.ts'
import { bodyText, decodeWords, fileName, leaves } from '../mime/text.ts'
import type { Message } from '../store/message.ts'
import { tokens } from './tokens.ts'

/** Words of parts of a message, made when first asked for and kept. */

function messageFields(message: Message): HeaderField[] {
  const { octets } = message
  return parseHeaderFields(octets, 0, endOfHeader(octets, 0, octets.length))
}

/** Decoded text of all fields of that name; undefined when there is none. */
export function headerText(message: Message, name: string): string | undefined {
  const lower = name.toLowerCase()
  const text = message.once(`header ${lower}`, () => {
    const found = messageFields(message).filter(field => field.name.toLowerCase() === lower)
    return found.length === 0 ? '\0' : found.map(field => decodeWords(unfold(field.value))).join('\n')
  })
  return text === '\0' ? undefined : text
}

export function headerTokens(message: Message, name: string): string {
  return message.once(`tokens ${name.toLowerCase()}`, () => tokens(headerText(message, name) ?? ''))
}

export function bodyTokens(message: Message): string {
  return message.once('tokens body', () => tokens(bodyText(message.octets)))
}

/** Subject, addresses, body and file names: what bare words search. */
export function allTokens(message: Message): string {
  const names = ['from', 'to', 'cc', 'bcc', 'subject']
  return names.map(name => headerTokens(message, name)).join('|') + bodyTokens(message) + fileTokens(message)
}

export function fileTokens(message: Message): string {
  return message.once('tokens files', () => {
    const parts = leaves(parseMessage(message.octets))
    return tokens(parts.map(part => fileName(part) ?? '').join('\n'))
  })
}

/** Gmail's has:attachment counts inline images too. */
export function hasAttachment(message: Message): boolean {
  const answer = message.once('has attachment', () => {
    const found = leaves(parseMessage(message.octets)).some(
      part =>
        fileName(part) !== undefined ||
        /^attachment/i.test(headerValue(part.fields, 'content-disposition') ?? '') ||
        part.type === 'image',
    )
    return found ? 'yes' : 'no'
  })
  return answer === 'yes'
}
