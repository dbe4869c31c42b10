/**
 * What a test makes of a command. `drop` closes the connection without an answer. In an object, `lines` are sent in
 * place of carrying the command out; without them it is carried out and the rest changes how it is answered.
 */
export type Interception =
  | 'drop'
  | {
      /** Milliseconds to wait first. */
      readonly delay?: number
      /** Raw lines without line ends, the tagged one among them. */
      readonly lines?: readonly string[]
      /** The connection is closed after so many octets of the answer. */
      readonly dropAfter?: number
      /** Only so many FETCH rows are sent. */
      readonly rows?: number
      /** In place of the tagged line, without its tag: `OK Success [THROTTLED]`. */
      readonly tagged?: string
      /** The connection is closed after the answer. */
      readonly drop?: boolean
      /** Nothing is sent any more, and the connection stays open. */
      readonly silence?: boolean
    }
