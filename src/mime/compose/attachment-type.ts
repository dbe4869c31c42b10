import { extname } from 'node:path'
import type { AttachedFile } from './types.ts'

const OCTETS = 'application/octet-stream'

/**
 * The content type to write, undefined where the library tells it by the name. A message may not be encoded (RFC 2046 §5.2.1),
 * so one that would not arrive as it is goes as a plain file; and so does a type with an inner structure.
 */
export function attachmentType(file: AttachedFile): string | undefined {
  const type = file.type?.toLowerCase() ?? byExtension(file.name)
  if (type === undefined) return undefined
  if (type === 'message/rfc822') return travelsAsItIs(file.content) ? type : OCTETS
  if (/^(message|multipart)\//.test(type) || !/^[\w.+-]+\/[\w.+-]+$/.test(type)) return OCTETS
  return type
}

function byExtension(name: string): string | undefined {
  const extension = extname(name).toLowerCase()
  if (['.eml', '.mime'].includes(extension)) return 'message/rfc822'
  if (['.mht', '.mhtml', '.nws'].includes(extension)) return OCTETS
  return extension === '' ? OCTETS : undefined
}

const LONGEST_LINE = 998

/** Lines of ASCII ended by CRLF, none too long. */
function travelsAsItIs(content: Uint8Array): boolean {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1')
  if (!/^[\x01-\x7f]*$/.test(text) || /\r(?!\n)|(?<!\r)\n/.test(text)) return false
  return text.split('\r\n').every(line => line.length <= LONGEST_LINE)
}
