import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A text stands for its octets. */
export function octets(raw: Buffer | string): Buffer {
  return typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw
}

/** A header with what every message has, then the given type, then the body. */
export function messageOf(type: string, body: string, fields = ''): string {
  return `From: a@example.com\r\nSubject: x\r\n${fields}MIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${body}`
}

const INNERMOST = 'Content-Type: text/plain\r\n\r\ndeep\r\n'

/** Multiparts inside one another. */
export function nested(depth: number): string {
  const levels = Array.from({ length: depth }, (_, i) => i)
  const heads = levels.map(i => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`)
  return `Subject: nest\r\n${heads.join('')}${INNERMOST}${levels
    .reverse()
    .map(i => `--b${i}--\r\n`)
    .join('')}`
}

/** Messages inside one another. */
export function nestedMessages(depth: number): string {
  const head = 'From: a@example.com\r\nSubject: outer\r\nContent-Type: message/rfc822\r\n\r\n'
  return `${head.repeat(depth)}Subject: inner\r\n\r\nend`
}

export function numbered(count: number, write: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => write(i)).join('')
}

export function hostileFile(corpus: string, name: string): Buffer {
  return readFileSync(join(corpus, 'generated-hostile', `${name}.eml`))
}
