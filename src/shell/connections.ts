import { type Command, Option } from 'commander'
import { createWriter, FORMAT_NAMES, type FormatName, type Loader } from './door.ts'
import type { ShellIo } from './io.ts'
import { noticeText } from './report.ts'
import { streamSink } from './sink.ts'
import { parseCommand, subcommand } from './subcommand.ts'

const HELP = `
Lists what OAuth connections are kept, and how their secrets are protected. The values
themselves are not shown. The file is that of the property OAuthSettingsLocation.`

const COLUMNS = ['User', 'Client', 'Scope', 'RefreshToken', 'AccessTokenEnds', 'LastUsed'].map(name => ({
  name,
  type: 'TEXT' as const,
  table: null,
}))

/** `gmailsql connections`; answers the exit code. */
export async function runConnections(argv: readonly string[], io: ShellIo, load: Loader): Promise<number> {
  const command = declare(io)
  const parsed = parseCommand(command, argv, () => command.opts<{ location?: string; format: FormatName }>())
  if (typeof parsed === 'number') return parsed
  const { location, format } = parsed
  const { listConnections } = await load.library()
  const stored = await listConnections(location)
  const messages = streamSink(io.stderr)
  for (const notice of stored.notices) await messages.write(noticeText(notice))
  const writer = createWriter(format, streamSink(io.stdout), { terminal: io.isTTY.stdout, width: io.columns })
  await writer.begin(COLUMNS)
  await writer.rows(
    stored.connections.map(({ user, client, scope, hasRefreshToken, accessTokenEndsAt, usedAt }) => [
      user,
      client,
      scope,
      hasRefreshToken ? 'yes' : 'no',
      accessTokenEndsAt === null ? null : timeText(accessTokenEndsAt),
      timeText(usedAt),
    ]),
  )
  await writer.end()
  await messages.write(
    `kept in ${stored.location}; secrets are encrypted, the key is in: ${stored.protection}\n`,
  )
  return 0
}

function declare(io: ShellIo): Command {
  return subcommand('connections', io)
    .description('List the OAuth connections that are kept.')
    .option('--location <path>', 'settings file; default: the one in your config directory')
    .addOption(new Option('--format <name>', 'form of the list').choices(FORMAT_NAMES).default('table'))
    .addHelpText('after', HELP)
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
