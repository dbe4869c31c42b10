import type { Connection, ParameterValue, TextSink } from './door.ts'
import type { ShellIo } from './io.ts'
import type { Settings } from './settings.ts'

/** One open connection and where its results go. */
export interface Session {
  readonly connection: Connection
  readonly io: ShellIo
  readonly settings: Settings
  readonly output: TextSink
  /** Results go to stdout and not to a file. */
  readonly isToStdout: boolean
  /** For stderr. */
  readonly messages: TextSink
  /** Results written one after the other. */
  resultCount: number
}

export interface BoundStatement {
  readonly text: string
  readonly parameters?: readonly ParameterValue[] | undefined
}
