import type { Secret } from './secret.ts'

/** The parts that log. `LogModules` chooses among them; none named is all. */
export const LOG_MODULES = ['SQL', 'PLAN', 'IMAP', 'SMTP', 'HTTP', 'OAUTH', 'STORE'] as const
export type LogModule = (typeof LOG_MODULES)[number]

/**
 * 1 statement, rows, time, errors · 2 and store and plan · 3 and IMAP commands, HTTP headers and bodies · 4 and
 * transport · 5 everything.
 */
export type LogLevel = 1 | 2 | 3 | 4 | 5

/**
 * Where a part writes what it does. Texts that are dear to make are made only after `isEnabled`. A secret may stand
 * in the text: the logger masks it. It must stand there whole, so a stream is logged by line and not by chunk.
 */
export interface Logger {
  isEnabled(level: LogLevel, module: LogModule): boolean
  write(level: LogLevel, module: LogModule, text: string): void
}

export const nullLogger: Logger = {
  isEnabled: () => false,
  write: () => {},
}

const MASK = '********'
/** Shorter pieces of an encoded secret occur by chance, and tell nothing. */
const SHORTEST_ENCODED = 5

/** The secrets of a connection, as they come to be known (a refreshed token is added when it arrives). */
export class SecretRegistry {
  readonly #forms = new Set<string>()

  constructor(secrets: Iterable<Secret | string> = []) {
    for (const secret of secrets) this.add(secret)
  }

  add(secret: Secret | string): void {
    const value = typeof secret === 'string' ? secret : secret.reveal()
    for (const form of spellings(value)) this.#forms.add(form)
  }

  /** The text with every spelling of every secret replaced by `********`. */
  mask(text: string): string {
    return replaceRanges(text, rangesOf(text, this.#forms))
  }
}

/**
 * The text with the secrets replaced by `********`, also where they are base64 (at any of the three alignments, as
 * in an XOAUTH2 line), base64url, percent-encoded, or escaped in a quoted string.
 */
export function maskSecrets(text: string, secrets: Iterable<Secret | string>): string {
  return new SecretRegistry(secrets).mask(text)
}

function spellings(value: string): string[] {
  if (value === '') return []
  const percent = encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))
  const strict = percent.replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const encoded = [percent, strict, strict.replaceAll('%20', '+')]
  const lowerHex = encoded.map(form => form.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()))
  const escaped = [value.replace(/["\\]/g, '\\$&'), JSON.stringify(value).slice(1, -1)]
  const base64 = [0, 1, 2]
    .map(shift => base64Core(value, shift))
    .filter(core => core.length >= SHORTEST_ENCODED)
  const base64url = base64.map(core => core.replaceAll('+', '-').replaceAll('/', '_'))
  return [value, ...encoded, ...lowerHex, ...escaped, ...base64, ...base64url]
}

/** The base64 characters that the value alone decides when so many bytes (modulo 3) stand before it. */
function base64Core(value: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
  const first = Math.ceil((shift * 8) / 6)
  const end = Math.floor((bytes.length * 8) / 6)
  return bytes.toString('base64').slice(first, end)
}

type Range = readonly [start: number, end: number]

function rangesOf(text: string, forms: Iterable<string>): Range[] {
  const ranges: Range[] = []
  for (const form of forms) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
      ranges.push([at, at + form.length])
    }
  }
  return ranges.sort((a, b) => a[0] - b[0])
}

/** Overlapping ranges become one mask, so that no tail of the later one is left. */
function replaceRanges(text: string, ranges: readonly Range[]): string {
  let masked = ''
  let done = 0
  let maskedUntil = -1
  for (const [start, end] of ranges) {
    if (start > maskedUntil) masked += text.slice(done, start) + MASK
    maskedUntil = Math.max(maskedUntil, end)
    done = Math.max(done, end)
  }
  return masked + text.slice(done)
}
