/** A host name as URLs spell it: lower case, IPv6 without its brackets. */
export function bareHost(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '')
}

/**
 * ProxyExceptions: names separated by semicolons, each exact; `*.example.com` and `.example.com` take every host
 * under it, `*` every host.
 */
export function isException(exceptions: string, url: URL): boolean {
  const host = bareHost(url.hostname)
  return patternsOf(exceptions, /;/).some(pattern => {
    if (pattern === '*') return true
    if (/^\*?\./.test(pattern)) return host.endsWith(pattern.replace(/^\*/, ''))
    return bareHost(pattern) === host
  })
}

/**
 * NO_PROXY as curl and most programs read it: separated by commas or blanks; a name takes the host and every host
 * under it; `name:port` only that port; `*` every host.
 */
export function isInNoProxy(noProxy: string, url: URL): boolean {
  const host = bareHost(url.hostname)
  return patternsOf(noProxy, /[\s,]+/).some(pattern => {
    if (pattern === '*') return true
    const { name, port } = splitPort(pattern)
    if (port !== null && port !== portOf(url)) return false
    const plain = bareHost(name.replace(/^\*?\./, ''))
    return host === plain || host.endsWith(`.${plain}`)
  })
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

function patternsOf(list: string, separator: RegExp): string[] {
  const patterns = list.split(separator).map(pattern => pattern.trim().toLowerCase())
  return patterns.filter(pattern => pattern !== '')
}

function splitPort(pattern: string): { name: string; port: number | null } {
  const match = /^(\[.*\]|[^:]*):(\d+)$/.exec(pattern)
  return match === null ? { name: pattern, port: null } : { name: match[1]!, port: Number(match[2]) }
}
