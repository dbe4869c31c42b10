/**
 * What a test makes of a command. `drop` closes the connection without an answer. In an object, `lines`, `octets` and
 * `refused` are sent in place of carrying the command out; without them it is carried out and the rest changes how it is
 * answered.
 */
export type Interception =
  | 'drop'
  | {
      /** Milliseconds to wait first. */
      readonly delay?: number
      /** Raw lines without line ends, the tagged one among them. */
      readonly lines?: readonly string[]
      /** As it is, a character an octet: lines that do not end, literals that are shorter than they say. */
      readonly octets?: string
      /** Behind `octets`, again and again until the client closes the connection. */
      readonly endless?: string
      /** The tagged line without its tag, in place of carrying the command out: `NO [OVERQUOTA] …`. */
      readonly refused?: string
      /** Lines without line ends that stand before the answer: `* 3 EXPUNGE`. */
      readonly unsolicited?: readonly string[]
      /** What is sent in place of an untagged response, which comes without line end and with its literals. */
      readonly edit?: (response: string) => string
      /** In place of the command's tag. */
      readonly tag?: string
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
