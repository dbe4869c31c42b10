import { isIPv4 } from 'node:net'

/**
 * Whether bytes to this host stay on this machine: `localhost`, ::1 and 127.0.0.0/8, told by the name or address alone;
 * nothing is looked up. IPv6 may stand in brackets, as in a URL.
 */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'))
}

/** Whether secrets may be sent to the URL: over TLS, or without leaving this machine. */
export function isConfidential(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}
