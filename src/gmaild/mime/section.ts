import type { HeaderField } from './headers.ts'
import { findPart, type Part } from './part.ts'

/** BODY[section], parsed. */
export interface Section {
  readonly path: readonly number[]
  readonly text: '' | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'
  readonly names: readonly string[]
}

/** The octets of a section; undefined (NIL) for a part that is not there. */
export function sectionOctets(root: Part, section: Section): string | undefined {
  const part = section.path.length === 0 ? root : findPart(root, section.path)
  if (part === undefined) return undefined
  const { octets } = root
  if (section.text === '') {
    return section.path.length === 0 ? octets : octets.slice(part.bodyStart, part.end)
  }
  if (section.text === 'MIME') return octets.slice(part.start, part.bodyStart)
  const message = section.path.length === 0 ? root : part.message
  if (message === undefined) return undefined
  if (section.text === 'TEXT') return octets.slice(message.bodyStart, message.end)
  if (section.text === 'HEADER') return octets.slice(message.start, message.bodyStart)
  return headerSubset(message.fields, section)
}

/** The empty line is always there, whichever fields are (RFC 3501 §6.4.5). */
function headerSubset(fields: readonly HeaderField[], section: Section): string {
  const wanted = new Set(section.names.map(name => name.toLowerCase()))
  const keep = section.text === 'HEADER.FIELDS'
  const raws = fields.filter(field => wanted.has(field.name.toLowerCase()) === keep).map(field => field.raw)
  return `${raws.join('')}\r\n`
}
