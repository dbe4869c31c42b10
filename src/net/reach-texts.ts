const TEXTS: ReadonlyMap<unknown, string> = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ENOTFOUND', 'has no address (DNS)'],
  ['EAI_AGAIN', 'could not be looked up (DNS)'],
  ['EHOSTUNREACH', 'cannot be reached'],
  ['ENETUNREACH', 'cannot be reached'],
  ['CONNECT_TIMEOUT', 'did not answer within Timeout'],
])

/** What a server did that could not be reached, by the code of the failure; undefined for other codes. */
export function reachText(code: unknown): string | undefined {
  return TEXTS.get(code)
}

/** A server of mail as messages of errors name it. */
export function mailServer({ host, port }: { readonly host: string; readonly port: number }): string {
  return `The mail server ${host}:${port}`
}
