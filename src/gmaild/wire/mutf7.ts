/** Modified UTF-7 of mailbox names, RFC 3501 §5.1.3. */
export function encodeMutf7(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, run => {
    if (run === '&') return '&-'
    const utf16 = Buffer.from(run, 'utf16le').swap16()
    return `&${utf16.toString('base64').replaceAll('=', '').replaceAll('/', ',')}-`
  })
}

/** Undefined when the text is not the one right encoding of a name: strict, as RFC 3501 asks of clients. */
export function decodeMutf7(text: string): string | undefined {
  if (/[^\x20-\x7e]/.test(text)) return undefined
  let bad = false
  const name = text.replace(/&([^-]*)(-?)/g, (_, base64: string, closed: string) => {
    if (closed === '' || !/^[A-Za-z0-9+,]*$/.test(base64)) bad = true
    if (base64 === '') return '&'
    const octets = Buffer.from(base64.replaceAll(',', '/'), 'base64')
    if (octets.length % 2 !== 0) {
      bad = true
      return ''
    }
    return octets.swap16().toString('utf16le')
  })
  return bad || encodeMutf7(name) !== text ? undefined : name
}
