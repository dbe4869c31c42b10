import { GmailSqlError } from '../util/errors.ts'

/** What imapflow's compiler writes: atoms, quoted strings, literals, sequence sets, numbers and lists. */
export type Attribute = number | AttributeNode | readonly Attribute[]

export interface AttributeNode {
  readonly type: 'ATOM' | 'STRING' | 'LITERAL' | 'SEQUENCE'
  readonly value: string | Buffer
  /** What stands in brackets: `BODY.PEEK[HEADER.FIELDS (…)]`. */
  readonly section?: readonly Attribute[]
  /** `<0.1000>`: octets from … and how many. */
  readonly partial?: readonly [number, number]
}

export function atom(value: string): AttributeNode {
  return { type: 'ATOM', value }
}

export function sequence(value: string): AttributeNode {
  return { type: 'SEQUENCE', value }
}

/** Quoted strings longer than this travel as literals, so that the command line stays short. */
const MAX_QUOTED = 1000

/**
 * A user's value as an IMAP string: quoted when it is short and the session can carry its characters, else a
 * literal.
 * @throws BAD_VALUE for CR, LF and NUL, and for text that is not well-formed Unicode: it would reach the
 * server as another text.
 */
export function stringValue(value: string, utf8: boolean): AttributeNode {
  assertSafe(value)
  const quotable = value.length <= MAX_QUOTED && (utf8 || isAscii(value))
  return quotable ? { type: 'STRING', value } : { type: 'LITERAL', value: Buffer.from(value, 'utf8') }
}

export function isAscii(value: string): boolean {
  return /^[\x01-\x7f]*$/.test(value)
}

/** @throws BAD_VALUE, naming the character and where it is. */
export function assertSafe(value: string): void {
  const at = value.search(/[\r\n\0]/)
  if (at >= 0) {
    const name = value[at] === '\r' ? 'a carriage return' : value[at] === '\n' ? 'a line feed' : 'a NUL'
    throw new GmailSqlError(
      'BAD_VALUE',
      `The value ${shown(value)} contains ${name} at position ${at + 1}.`,
      {
        hint: 'IMAP commands are lines; remove control characters from the value.',
      },
    )
  }
  if (/\p{Surrogate}/u.test(value)) {
    throw new GmailSqlError(
      'BAD_VALUE',
      `The value ${shown(value)} is not well-formed Unicode (a lone surrogate).`,
    )
  }
}

/** A value as it is quoted in messages: JSON escapes, at most 60 characters. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
