import type { LineSource } from './authorization.ts'
import type { Branches } from './branches.ts'
import type { Loader, Parameters, TextSink } from './door.ts'
import type { ShellIo } from './io.ts'
import type { Link } from './link.ts'
import type { OutputRoute } from './output-route.ts'
import type { LastResult } from './result/last-result.ts'
import type { Settings } from './settings.ts'

/** One shell: its connection, where results go, and what its commands have set. */
export interface Session {
  readonly link: Link
  /** Reads answers at the prompt; a script has none. */
  readonly lines: LineSource
  readonly load: Loader
  readonly io: ShellIo
  readonly settings: Settings
  readonly route: OutputRoute
  /** For stderr. */
  readonly messages: TextSink
  /** What `.set` and `--set` gave: names as typed, values as text. */
  readonly variables: Map<string, string>
  /** Of the script that runs, or of the prompt. */
  branches: Branches
  /** Results written one after the other. */
  resultCount: number
  /** What the last statement gave, as far as it is kept. */
  last: LastResult | undefined
  /** Of the user's, not of a command's. */
  lastStatement: string | undefined
  /** Whose mail it is, once the connection is open. */
  account: { readonly user: string; readonly isReadOnly: boolean } | undefined
  /** A command asked to leave. */
  hasQuit: boolean
  /** `.read` inside of `.read`. */
  depth: number
}

export interface BoundStatement {
  readonly text: string
  readonly parameters?: Parameters | undefined
}
