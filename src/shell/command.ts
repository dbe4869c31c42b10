import type { ParameterValue } from './door.ts'
import type { Session } from './session.ts'

/** What a command of the prompt can do: nothing that a user of the library could not. */
export interface CommandContext {
  readonly session: Session
  readonly commands: readonly ShellCommand[]
  /** Ctrl-C. */
  readonly signal: AbortSignal
  /** The spelling that was typed, in small letters but for `\G`: `.timing`, `\timing`. */
  readonly spelling: string
  /** One line or more of the shell's own text; names from elsewhere must be escaped before. */
  print(text: string): Promise<void>
  /** The same through the pager where it is longer than the screen. */
  page(text: string): Promise<void>
  /** Runs a statement, with variables where no parameters are given, and shows its result; answers how many rows it had. */
  runSql(sql: string, parameters?: readonly ParameterValue[]): Promise<number>
  /** Runs the statements and commands of a file. */
  runFile(path: string): Promise<void>
}

/** The headings of `.help`, in its order. */
export const COMMAND_GROUPS = ['Names', 'Results', 'Scripts', 'The shell'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** What an argument may be, for completion. */
export type ArgumentKind =
  | 'table'
  | 'procedure'
  | 'connection'
  | 'command'
  | 'file'
  | 'variable'
  | 'query'
  | readonly string[]

export interface ShellCommand {
  /** With the dot. */
  readonly name: string
  /** Other spellings, each with its sign: `.exit`, `\q`. */
  readonly aliases?: readonly string[]
  readonly group: CommandGroup
  /** Name and arguments, as `.help` shows them. */
  readonly usage: string
  /** First line: what it does, in a few words. Further lines are shown by `.help NAME` only. */
  readonly help: string
  readonly argument?: ArgumentKind
  run(context: CommandContext, argument: string): Promise<void>
}
