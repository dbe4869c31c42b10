export interface ImapStats {
  /** Commands that operations sent. */
  readonly commands: number
  /** Commands of connecting: CAPABILITY, ID, AUTHENTICATE, ENABLE. */
  readonly setupCommands: number
  readonly bytesReceived: number
}
