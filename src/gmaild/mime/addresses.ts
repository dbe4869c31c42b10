/** One address of ENVELOPE; a group begins with a host of NIL and ends with all NIL (RFC 3501 §7.4.2). */
export interface EnvelopeAddress {
  readonly name?: string | undefined
  readonly route?: string | undefined
  readonly mailbox?: string | undefined
  readonly host?: string | undefined
}

interface Token {
  readonly kind: 'special' | 'quoted' | 'atom' | 'comment' | 'domain'
  readonly text: string
}

const TOKENS = /\s+|"((?:[^"\\]|\\.)*)"?|\[[^\]]*\]?|[<>,:;@]|\(|[^\s"<>,:;@()[]+|./gs

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  TOKENS.lastIndex = 0
  for (let found = TOKENS.exec(text); found !== null; found = TOKENS.exec(text)) {
    const [whole, quoted] = found
    if (/^\s/.test(whole)) continue
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') })
    else if (whole === '(') {
      const end = endOfComment(text, found.index)
      tokens.push({ kind: 'comment', text: text.slice(found.index + 1, end - 1).replace(/\\(.)/g, '$1') })
      TOKENS.lastIndex = end
    } else if (/^[<>,:;@]$/.test(whole)) tokens.push({ kind: 'special', text: whole })
    else tokens.push({ kind: whole.startsWith('[') ? 'domain' : 'atom', text: whole })
  }
  return tokens
}

function endOfComment(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at + 1
  }
  return text.length + 1
}

/** Addresses of an unfolded header value, encoded words as they stand. Lenient: mail is what it is. */
export function parseAddresses(text: string): EnvelopeAddress[] {
  const found: EnvelopeAddress[] = []
  let open = false
  let pending: Token[] = []
  const flush = (): void => {
    const address = oneAddress(pending)
    if (address !== undefined) found.push(address)
    pending = []
  }
  let angle = false
  for (const token of tokenize(text)) {
    const special = token.kind === 'special' ? token.text : ''
    if (special === '<') angle = true
    if (special === '>') angle = false
    if (angle || !',:;'.includes(special) || special === '') pending.push(token)
    else if (special === ':') {
      found.push({ mailbox: phrase(pending) ?? '' })
      pending = []
      open = true
    } else {
      flush()
      if (special === ';' && open) {
        found.push({})
        open = false
      }
    }
  }
  flush()
  if (open) found.push({})
  return found
}

function phrase(tokens: readonly Token[]): string | undefined {
  const words = tokens.filter(token => token.kind !== 'comment').map(token => token.text)
  return words.length === 0 ? undefined : words.join(' ')
}

function oneAddress(tokens: readonly Token[]): EnvelopeAddress | undefined {
  // A comment alone, as in `group: (nobody);`, is nobody's address.
  if (tokens.every(token => token.kind === 'comment')) return undefined
  const open = tokens.findIndex(token => token.kind === 'special' && token.text === '<')
  const comment = tokens.find(token => token.kind === 'comment')?.text
  if (open < 0) return { name: comment, ...addrSpec(tokens) }
  const closeAt = tokens.findIndex(token => token.kind === 'special' && token.text === '>')
  const inside = tokens.slice(open + 1, closeAt < 0 ? undefined : closeAt)
  const name = phrase(tokens.slice(0, open)) ?? comment
  const colon = inside.findIndex(token => token.text === ':' && token.kind === 'special')
  if (colon < 0) return { name, ...addrSpec(inside) }
  return {
    name,
    route: inside
      .slice(0, colon)
      .map(token => token.text)
      .join(''),
    ...addrSpec(inside.slice(colon + 1)),
  }
}

/** A quoted local part is given without its quotes; an address without `@` has an empty host, since NIL means a group. */
function addrSpec(tokens: readonly Token[]): EnvelopeAddress {
  const words = tokens.filter(token => token.kind !== 'comment')
  const at = words.findLastIndex(token => token.kind === 'special' && token.text === '@')
  const text = (part: readonly Token[]): string => part.map(token => token.text).join('')
  if (at < 0) return { mailbox: words.map(token => token.text).join(' '), host: '' }
  return { mailbox: text(words.slice(0, at)), host: text(words.slice(at + 1)) }
}
