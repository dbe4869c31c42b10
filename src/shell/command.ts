import type { ParameterValue } from './door.ts'
import type { Settings } from './settings.ts'

/** What a command of the prompt can do: nothing that a user of the library could not. */
export interface CommandContext {
  readonly settings: Settings
  readonly commands: readonly ShellCommand[]
  /** One line or more of the shell's own text; names from elsewhere must be escaped before. */
  print(text: string): Promise<void>
  /** Runs a statement and shows its result; answers how many rows it had. */
  runSql(sql: string, parameters?: readonly ParameterValue[]): Promise<number>
  quit(): void
}

export interface ShellCommand {
  /** With the dot. */
  readonly name: string
  readonly aliases?: readonly string[]
  /** Name and arguments, as `.help` shows them. */
  readonly usage: string
  /** First line: what it does, in a few words. Further lines are shown by `.help NAME` only. */
  readonly help: string
  run(context: CommandContext, argument: string): Promise<void>
}
