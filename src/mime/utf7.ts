/**
 * UTF-7 (RFC 2152), which Outlook once wrote into headers: `+` shifts into base64 of UTF-16, `+-` is a plus.
 */
export function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, base64: string) =>
    base64 === '' ? '+' : decodeShifted(base64),
  )
}

/** Base64 of UTF-16BE without padding; an odd byte at the end is padding bits. */
export function decodeShifted(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
  return even.swap16().toString('utf16le')
}
