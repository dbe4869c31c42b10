import { type Command, Option } from 'commander'
import { FORMAT_NAMES, type FormatName } from './door.ts'
import type { ShellIo } from './io.ts'
import { parseCommand, refuseBoth, subcommand } from './subcommand.ts'

export interface SyncInvocation {
  readonly connection: string | undefined
  /** None: all of them. */
  readonly mailboxes: readonly string[]
  readonly bodies: boolean
  readonly demo: boolean
  readonly format: FormatName
}

const HELP = `
The store must be one that lasts: AutoCache=true or CacheLocation=… in the connection. What came before an
interruption is kept, and the next run goes on from there.

  gmailsql sync "User=me@gmail.com;AutoCache=true"
  gmailsql sync "User=me@gmail.com;AutoCache=true" --mailbox Inbox --mailbox Work --bodies`

/** The exit code where the command line was answered already. */
export function parseSyncArguments(argv: readonly string[], io: ShellIo): SyncInvocation | number {
  const mailboxes: string[] = []
  const command = declare(io, mailboxes)
  return parseCommand(command, argv, () => {
    const options = command.opts<{ bodies?: true; demo?: true; format: FormatName }>()
    const connection = command.args[0]
    const { bodies = false, demo = false, format } = options
    refuseBoth(command, connection, demo)
    return { connection, mailboxes, bodies, demo, format }
  })
}

function declare(io: ShellIo, mailboxes: string[]): Command {
  return subcommand('sync', io)
    .description('Bring the store of a connection up to date with the server.')
    .argument('[connection]', 'connection string or saved name; quote it, it holds semicolons')
    .option('--mailbox <name>', 'only this mailbox; repeatable', name => void mailboxes.push(name))
    .option('--bodies', 'the texts of the messages too')
    .addOption(new Option('--format <name>', 'form of the result').choices(FORMAT_NAMES).default('table'))
    .option('--demo', 'try it on the built-in mailbox, with a store that is removed again')
    .addHelpText('after', HELP)
}
