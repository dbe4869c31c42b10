/**
 * What happens to the octets of one connection, counted from its first one on: as they travel, so behind compression,
 * and inside of TLS.
 */
export interface WireFault {
  /** The connection is closed when so many octets were sent: they arrive, and nothing more goes either way. */
  readonly cutAfterSent?: number
  /** The connection is closed when so many octets came: the server gets these, and nothing more goes either way. */
  readonly cutAfterReceived?: number
  /** Octets that are sent at a time, each time in a packet of their own. */
  readonly pieces?: number
  /** Milliseconds between two pieces. */
  readonly pieceDelay?: number
  /** Octets in place of the greeting, line end included; the empty text is a server that says nothing. */
  readonly greeting?: string
}
