import type { Token } from './tokens.ts'

/** An untagged response as imapflow parses it. `command` is the number for `* 12 FETCH …`. */
export interface Untagged {
  readonly command: string
  readonly attributes?: readonly Token[]
  /** The numbers of a SEARCH response, which imapflow reads without its tokenizer. */
  readonly numbers?: readonly number[]
  /** Keys of FETCH items nested deeper than imapflow's limit of 100; they come as NIL. */
  readonly truncatedAttributes?: readonly string[]
}

/** By response name in upper case. A handler must not throw: imapflow would log that and go on. */
export type UntaggedHandlers = Readonly<Record<string, (untagged: Untagged) => void | Promise<void>>>

/** The tagged line that ended a command. */
export interface Tagged {
  readonly attributes?: readonly Token[]
}
