/**
 * Goes through the server's pages as a browser would, with cookies and redirects, until it is sent elsewhere.
 * @returns the callback URL, which is not visited.
 */
export async function walk(authorizationUrl: string): Promise<string> {
  const { origin } = new URL(authorizationUrl)
  const cookies = new Map<string, string>()
  let url = authorizationUrl
  for (let steps = 0; steps < 10; steps++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    const location = response.headers.get('location')
    if (location === null) throw new Error(`the server ends at ${response.status}: ${await response.text()}`)
    const next = new URL(location, url)
    if (next.origin !== origin) return next.href
    url = next.href
  }
  throw new Error('the server redirects in a circle')
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (value === '') cookies.delete(name)
  else cookies.set(name, value)
}
