import { withoutComments } from '../../util/trim.ts'

export interface HeaderParameter {
  readonly name: string
  readonly value: string
}

export interface ParameterizedValue {
  readonly value: string
  readonly parameters: readonly HeaderParameter[]
}

const TOKEN = /[^\s;="()]+/y
const VALUE = /"((?:[^"\\]|\\.)*)"?|([^\s;"]+)/y
const SKIP = /(?:\s|;|\((?:[^()\\]|\\.)*\))*/y

/** `text/plain; charset="x"`: the value and its parameters in order, RFC 2231 pieces as they stand. */
export function parseParameters(text: string): ParameterizedValue {
  const semicolon = text.indexOf(';')
  const value = withoutComments(semicolon < 0 ? text : text.slice(0, semicolon)).trim()
  const parameters: HeaderParameter[] = []
  let at = semicolon < 0 ? text.length : semicolon
  while (at < text.length) {
    at = skip(text, at)
    const name = at < text.length ? take(TOKEN, text, at) : undefined
    if (name === undefined) {
      at++
      continue
    }
    at = skip(text, at + name.length)
    if (text[at] !== '=') continue
    at = skip(text, at + 1)
    const found = take(VALUE, text, at) ?? ''
    at += found.length
    parameters.push({ name, value: unquote(found) })
  }
  return { value, parameters }
}

function skip(text: string, at: number): number {
  return at + (take(SKIP, text, at)?.length ?? 0)
}

function take(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0]
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text
  return text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1')
}
