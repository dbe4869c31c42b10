import type { Bodies, ParsedMessage, TextPart } from './types.ts'

/** What the process that reads is asked; it answers in order. */
export type ReadRequest =
  | { readonly op: 'bodies'; readonly parts: readonly TextPart[] }
  | { readonly op: 'message'; readonly raw: Buffer }

export interface ReaderSettings {
  readonly charset: string | undefined
}

/** `ready` comes first, when the libraries are loaded. */
export type ReadReply =
  | { readonly is: 'ready' }
  | { readonly is: 'read'; readonly result: Bodies | ParsedMessage }
  | { readonly is: 'failed'; readonly error: string }
