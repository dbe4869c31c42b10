import { Command, CommanderError } from 'commander'
import { escapeForTerminal } from './door.ts'
import { EXIT } from './exit-code.ts'
import type { ShellIo } from './io.ts'

/** `gmailsql NAME …`, with its help and its errors written as the shell writes them. */
export function subcommand(name: string, io: ShellIo): Command {
  const say = (text: string) => {
    const lines = text.replace(/^error: /, 'gmailsql: ').split('\n')
    io.stderr.write(lines.map(escapeForTerminal).join('\n'))
  }
  return new Command(`gmailsql ${name}`)
    .showHelpAfterError(`(gmailsql ${name} --help lists the options)`)
    .exitOverride()
    .configureOutput({ writeOut: text => io.stdout.write(text), writeErr: say })
}

/** What `read` makes of the command line, or the exit code where it was answered already. */
export function parseCommand<Read>(
  command: Command,
  argv: readonly string[],
  read: () => Read,
): Read | number {
  try {
    command.parse([...argv], { from: 'user' })
    return read()
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    throw error
  }
}

/** Ends the command line that names a connection and the built-in mailbox as well. */
export function refuseBoth(command: Command, connection: string | undefined, demo: boolean): void {
  if (demo && connection !== undefined)
    command.error('error: --demo takes no connection string', { exitCode: EXIT.usage })
}
