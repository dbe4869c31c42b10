import { isUtf8 } from 'node:buffer'

const windows1252 = new TextDecoder('windows-1252')

/**
 * A header block as text, exactly as it is: UTF-8 (RFC 6532) where it is valid UTF-8, else windows-1252, which covers
 * ISO-8859-1.
 */
export function headerBlockText(octets: Uint8Array): string {
  return isUtf8(octets) ? Buffer.from(octets).toString('utf8') : windows1252.decode(octets)
}

/**
 * The value of the first field of that name, unfolded (RFC 5322 §2.2.3), outer white space taken off; null when there is
 * none or it is empty.
 */
export function headerField(block: string, name: string): string | null {
  // Lines end at LF alone: a bare CR or U+2028 inside a value begins no field.
  const field = new RegExp(`(?:^|\\n)${name}[ \\t]*:([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'i').exec(block)
  const value = field?.[1]
    ?.replace(/\r?\n(?=[ \t])/g, '')
    .replace(/\r+/g, ' ')
    .trim()
  return value || null
}
