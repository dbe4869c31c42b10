import type { ShellIo } from '../io.ts'
import { parseCommand, subcommand } from '../subcommand.ts'

export interface LoginInvocation {
  /** What is not asked: the server and the like. */
  readonly connection: string | undefined
}

const HELP = `
Asks which way you log in, says what has to be done at Google for it, tries all of it and saves it under a name:
encrypted, in the file of gmailsql connections. Nothing is saved before it works; Ctrl-C leaves nothing behind.

A connection string names what differs from Gmail's servers, and no secret; login asks for those.

  gmailsql login
  gmailsql login "Server=imap.example.com"`

/** The exit code where the command line was answered already. */
export function parseLoginArguments(argv: readonly string[], io: ShellIo): LoginInvocation | number {
  const command = subcommand('login', io)
    .description('Log in for the first time: from nothing to a connection with a name.')
    .argument('[connection]', 'properties for all ways; quote it, it holds semicolons')
    .addHelpText('after', HELP)
  return parseCommand(command, argv, () => ({ connection: command.args[0] }))
}
