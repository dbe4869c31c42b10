import type { ShellCommand } from './command.ts'
import { GmailSqlError, nearest } from './door.ts'

/** @throws BAD_VALUE for a name that no command has, with the nearest one as hint. */
export function findCommand(commands: readonly ShellCommand[], name: string): ShellCommand {
  const wanted = name.toLowerCase()
  const found = commands.find(command => command.name === wanted || command.aliases?.includes(wanted))
  if (found) return found
  const near = nearest(
    wanted,
    commands.flatMap(command => [command.name, ...(command.aliases ?? [])]),
  )
  throw new GmailSqlError('BAD_VALUE', `there is no command "${name}"`, {
    hint:
      near === undefined ? '.help lists the commands.' : `Did you mean ${near}? .help lists the commands.`,
  })
}

/** Splits `.name argument`; a semicolon after it does no harm. */
export function splitCommandLine(line: string): { name: string; argument: string } {
  const text = line.trim().replace(/;$/, '').trimEnd()
  const blank = text.search(/\s/)
  return blank < 0
    ? { name: text, argument: '' }
    : { name: text.slice(0, blank), argument: text.slice(blank).trim() }
}
