export interface ImapStats {
  /** Commands that operations sent. */
  readonly commands: number
  /** Commands of connecting: CAPABILITY, ID, AUTHENTICATE, ENABLE. */
  readonly setupCommands: number
  readonly bytesReceived: number
}

export function sumOf(all: readonly ImapStats[]): ImapStats {
  const sum = (of: (stats: ImapStats) => number) => all.reduce((total, stats) => total + of(stats), 0)
  return {
    commands: sum(stats => stats.commands),
    setupCommands: sum(stats => stats.setupCommands),
    bytesReceived: sum(stats => stats.bytesReceived),
  }
}
