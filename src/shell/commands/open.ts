import type { ShellCommand } from '../command.ts'
import { connectionsFile, namedConnections } from '../config-files.ts'
import { escapeForTerminal, GmailSqlError } from '../door.ts'
import { savedConnections } from '../target.ts'

export const open: ShellCommand = {
  name: '.open',
  aliases: ['\\c', '\\connect'],
  group: 'The shell',
  usage: '.open CONNECTION',
  help: `connect to another account: a connection string, or a name of .connections
The connection that is open is kept until the other is there.`,
  argument: 'connection',
  async run({ session, signal, print }, argument) {
    if (argument === '') {
      throw new GmailSqlError('MISSING_INPUT', '.open needs a connection string or a name', {
        hint: 'Example: .open User=you@gmail.com; .connections lists the names.',
      })
    }
    await session.link.replace(argument, signal)
    await print('connected\n')
  },
}

export const connections: ShellCommand = {
  name: '.connections',
  aliases: ['\\l'],
  group: 'The shell',
  usage: '.connections',
  help: `list the connections that have a name, and the sign-ins that are kept
gmailsql login saves them, or they are written into the file "connections" of the configuration, a line for each:
work = User=you@work.example;AutoCache=true.
They stand in place of a connection string, here and on the command line: gmailsql work`,
  async run({ session, print }) {
    const named = [...namedConnections(session.io.env)]
    const names = named.map(([name, target]) => `${name} = ${escapeForTerminal(withoutSecrets(target))}\n`)
    const saved = await savedConnections(session.load)
    for (const { name, properties } of saved)
      names.push(`${name} = ${escapeForTerminal(textOf(properties))}\n`)
    await print(names.length > 0 ? names.join('') : `no names in ${connectionsFile(session.io.env)}\n`)
    const { listConnections } = await session.load.library()
    const stored = await listConnections()
    const lines = stored.connections.map(
      ({ user, usedAt }) =>
        `${escapeForTerminal(user)}: signed in, last used ${new Date(usedAt).toISOString().slice(0, 10)}\n`,
    )
    await print(lines.length > 0 ? lines.join('') : 'no sign-in is kept\n')
  },
}

function textOf(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join(';')
}

/** Values of properties that may be secrets are not for the screen. */
function withoutSecrets(target: string): string {
  return target
    .replace(/((?:pass|secret|token|verifier|assertion)[^=;]*=)("[^"]*"|'[^']*'|[^;]*)/gi, '$1********')
    .replace(/(:\/\/[^\s/@:]*:)[^\s/@]+@/g, '$1********@')
}
