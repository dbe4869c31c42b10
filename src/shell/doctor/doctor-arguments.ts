import { Option } from 'commander'
import { FORMAT_NAMES, type FormatName } from '../door.ts'
import type { ShellIo } from '../io.ts'
import { parseCommand, refuseBoth, subcommand } from '../subcommand.ts'

const HELP = `
Nothing is changed, and no more than one message is read. The exit code is 0 unless a check fails.

  gmailsql doctor "User=me@gmail.com"
  gmailsql doctor --demo`

export interface DoctorInvocation {
  readonly connection: string | undefined
  readonly demo: boolean
  /** Undefined: a line for each finding as it comes. */
  readonly format: FormatName | undefined
}

/** The exit code where the command line was answered already. */
export function parseDoctorArguments(argv: readonly string[], io: ShellIo): DoctorInvocation | number {
  const command = subcommand('doctor', io)
    .description('Check this machine, a connection and its account, and say what to do.')
    .argument('[connection]', 'connection string or saved name; quote it, it holds semicolons')
    .addOption(new Option('--format <name>', 'findings as rows').choices(FORMAT_NAMES))
    .option('--demo', 'check the built-in mailbox')
    .addHelpText('after', HELP)
  return parseCommand(command, argv, () => {
    const { demo = false, format } = command.opts<{ demo?: true; format?: FormatName }>()
    const connection = command.args[0]
    refuseBoth(command, connection, demo)
    return { connection, demo, format }
  })
}
