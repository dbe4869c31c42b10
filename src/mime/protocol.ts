import type { Bodies, ParsedMessage, TextPart } from './types.ts'

/** What the process that reads is asked, several in one message; it answers in order. */
export type ReadRequest =
  | { readonly op: 'bodies'; readonly parts: readonly TextPart[] }
  | { readonly op: 'message'; readonly raw: Buffer }

export interface ReaderSettings {
  readonly charset: string | undefined
}

/** `ready` comes first, when the libraries are loaded; then answers to the next requests, however many. */
export type ReadReply =
  | { readonly is: 'ready' }
  | { readonly is: 'answers'; readonly answers: readonly ReadAnswer[] }

export type ReadAnswer =
  | { readonly is: 'read'; readonly result: Bodies | ParsedMessage }
  | { readonly is: 'failed'; readonly error: string }
