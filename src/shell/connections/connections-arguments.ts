import { type Command, Option } from 'commander'
import { FORMAT_NAMES, type FormatName } from '../door.ts'
import type { ShellIo } from '../io.ts'
import { parseCommand, subcommand } from '../subcommand.ts'

export type ConnectionsAction =
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly name: string }
  | { readonly kind: 'remove'; readonly name: string; readonly isSure: boolean }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }

export interface ConnectionsInvocation {
  readonly action: ConnectionsAction
  /** The settings file, as the property OAuthSettingsLocation. */
  readonly location: string | undefined
  readonly format: FormatName
}

const HELP = `
Secrets are never shown. The file is the one of the property OAuthSettingsLocation. gmailsql login saves
connections; those of the file "connections" of the configuration are listed as well.

  gmailsql connections
  gmailsql connections show work
  gmailsql connections remove work --yes`

/** The exit code where the command line was answered already. */
export function parseConnectionsArguments(
  argv: readonly string[],
  io: ShellIo,
): ConnectionsInvocation | number {
  let action: ConnectionsAction = { kind: 'list' }
  const command = declare(io, chosen => {
    action = chosen
  })
  return parseCommand(command, argv, () => {
    const { location, format } = command.opts<{ location?: string; format: FormatName }>()
    return { action, location, format }
  })
}

function declare(io: ShellIo, choose: (action: ConnectionsAction) => void): Command {
  const command = subcommand('connections', io)
    .description(
      'List the connections that have a name and the sign-ins that are kept; remove and rename them.',
    )
    .option('--location <path>', 'settings file; default: the one in your config directory')
    .addOption(new Option('--format <name>', 'form of the list').choices(FORMAT_NAMES).default('table'))
    .addHelpText('after', HELP)
    .action(() => {})
  command
    .command('list', { isDefault: true })
    .description('all of them; so does no word at all')
    .action(() => choose({ kind: 'list' }))
  command
    .command('show <name>')
    .description('the properties of one, secrets masked')
    .action(name => choose({ kind: 'show', name }))
  command
    .command('remove <name>')
    .description('remove one, and its sign-in where no other uses it')
    .option('--yes', 'do not ask')
    .action((name, { yes }) => choose({ kind: 'remove', name, isSure: yes === true }))
  command
    .command('rename <name> <new-name>')
    .description('give one another name')
    .action((name, to) => choose({ kind: 'rename', name, to }))
  return command
}
