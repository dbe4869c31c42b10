import type { ShellCommand } from './command.ts'
import { GmailSqlError, nearest } from './door.ts'

/** @throws BAD_VALUE for a name that no command has, with the nearest one as hint. */
export function findCommand(commands: readonly ShellCommand[], name: string): ShellCommand {
  const wanted = name.toLowerCase()
  const spellings = (command: ShellCommand) => [command.name, ...(command.aliases ?? [])]
  const found = commands.find(command => spellings(command).includes(wanted))
  // psql's \? and \d are spelled in one case only, and so is what only differs in its sign.
  const other = found ?? commands.find(command => spellings(command).includes(otherSign(wanted)))
  if (other) return other
  const near = nearest(wanted, commands.flatMap(spellings))
  throw new GmailSqlError('BAD_VALUE', `there is no command "${name}"`, {
    hint:
      near === undefined ? '.help lists the commands.' : `Did you mean ${near}? .help lists the commands.`,
  })
}

/** Who has one shell in mind finds the commands of the other: `\tables` is `.tables`. */
function otherSign(name: string): string {
  return (name.startsWith('\\') ? '.' : '\\') + name.slice(1)
}

/** Whether a line is a command and no SQL. */
export function isCommandLine(line: string): boolean {
  return /^\s*[.\\][^\s\d]/.test(line)
}

/** Splits `.name argument`; a semicolon after it does no harm. */
export function splitCommandLine(line: string): { name: string; argument: string } {
  const text = line.trim().replace(/;$/, '').trimEnd()
  const blank = text.search(/\s/)
  return blank < 0
    ? { name: text, argument: '' }
    : { name: text.slice(0, blank), argument: text.slice(blank).trim() }
}
