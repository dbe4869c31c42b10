import { nstring, string } from '../wire/format.ts'
import { formatEnvelope } from './envelope.ts'
import { headerValue } from './headers.ts'
import { type HeaderParameter, parseParameters } from './parameters.ts'
import { type Part, transferEncoding } from './part.ts'

/** BODYSTRUCTURE, or BODY without extension data (RFC 3501 §7.4.2). */
export function formatBodyStructure(part: Part, extended: boolean, utf8: boolean): string {
  return part.type === 'multipart' && part.children.length > 0
    ? formatMultipart(part, extended, utf8)
    : formatSinglePart(part, extended, utf8)
}

function formatMultipart(part: Part, extended: boolean, utf8: boolean): string {
  const children = part.children.map(child => formatBodyStructure(child, extended, utf8)).join('')
  const subtype = string(part.subtype.toUpperCase(), utf8)
  if (!extended) return `(${children} ${subtype})`
  const tail = [parameters(part.parameters, utf8), ...dispositionOnward(part, utf8)]
  return `(${children} ${subtype} ${tail.join(' ')})`
}

function formatSinglePart(part: Part, extended: boolean, utf8: boolean): string {
  // A multipart without parts cannot be written as one: the grammar wants at least one body.
  const [type, subtype] = part.type === 'multipart' ? ['text', 'plain'] : [part.type, part.subtype]
  const items = [
    string(type.toUpperCase(), utf8),
    string(subtype.toUpperCase(), utf8),
    parameters(part.type === 'multipart' ? [] : part.parameters, utf8),
    nstring(headerValue(part.fields, 'content-id'), utf8),
    nstring(headerValue(part.fields, 'content-description'), utf8),
    string(transferEncoding(part), utf8),
    String(part.end - part.bodyStart),
  ]
  if (part.message !== undefined) {
    const { message } = part
    items.push(formatEnvelope(message.fields, utf8), formatBodyStructure(message, extended, utf8))
  }
  if (part.message !== undefined || type === 'text') items.push(String(countLines(part)))
  if (extended)
    items.push(nstring(headerValue(part.fields, 'content-md5'), utf8), ...dispositionOnward(part, utf8))
  return `(${items.join(' ')})`
}

function dispositionOnward(part: Part, utf8: boolean): string[] {
  return [
    disposition(part, utf8),
    language(part, utf8),
    nstring(headerValue(part.fields, 'content-location'), utf8),
  ]
}

function disposition(part: Part, utf8: boolean): string {
  const value = headerValue(part.fields, 'content-disposition')
  if (value === undefined) return 'NIL'
  const parsed = parseParameters(value)
  return `(${string(parsed.value.toUpperCase(), utf8)} ${parameters(parsed.parameters, utf8)})`
}

function language(part: Part, utf8: boolean): string {
  const value = headerValue(part.fields, 'content-language')
  if (value === undefined) return 'NIL'
  return `(${value
    .split(',')
    .map(tag => string(tag.trim(), utf8))
    .join(' ')})`
}

function parameters(list: readonly HeaderParameter[], utf8: boolean): string {
  if (list.length === 0) return 'NIL'
  return `(${list.map(p => `${string(p.name.toUpperCase(), utf8)} ${string(p.value, utf8)}`).join(' ')})`
}

function countLines(part: Part): number {
  let lines = 0
  for (let at = part.octets.indexOf('\n', part.bodyStart); at >= 0 && at < part.end; lines++) {
    at = part.octets.indexOf('\n', at + 1)
  }
  return part.end > part.bodyStart && part.octets[part.end - 1] !== '\n' ? lines + 1 : lines
}
