import { tryCompressedStream } from './compressed-stream.ts'
import { tryImapStream } from './imap-stream.ts'
import type { Sample } from './loop.ts'
import { tryOpening, tryStatement } from './message-store.ts'
import { trySettingsCalls, trySqliteCalls } from './settings-store.ts'
import type { Tally } from './tally.ts'

/** Where what is outside of this process can fail, by the name that picks one. */
export const SURFACES: Readonly<Record<string, (sample: Sample) => Promise<Tally>>> = {
  imap: tryImapStream,
  compressed: tryCompressedStream,
  'settings-files': trySettingsCalls,
  'settings-sqlite': trySqliteCalls,
  'store-opened': sample => tryOpening(sample),
  'store-filled': sample => tryStatement(sample),
}
