import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { packageVersion } from '../util/package-file.ts'
import { escapeForTerminal, FORMAT_NAMES, type FormatName } from './door.ts'
import { refuseBoth } from './subcommand.ts'

/** -c and -f in the order they were given. */
export interface ScriptSource {
  readonly kind: 'command' | 'file'
  readonly value: string
}

export interface Invocation {
  readonly connection: string | undefined
  readonly sources: readonly ScriptSource[]
  readonly format: FormatName
  readonly output: string | undefined
  readonly force: boolean
  readonly demo: boolean
  readonly timing: boolean
  readonly csvSafe: boolean
  /** Scripts end at their first error. */
  readonly bail: boolean
  readonly quiet: boolean
  /** The start file is read. */
  readonly rc: boolean
  /** Name and value, in the order given. */
  readonly variables: readonly (readonly [name: string, value: string])[]
}

/** The command line was answered already: help, version, or what is wrong with it. */
export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

interface ParsedOptions {
  readonly format: FormatName
  readonly output?: string
  readonly force?: true
  readonly demo?: true
  readonly timing?: true
  readonly csvSafe?: true
  readonly bail: boolean
  readonly rc: boolean
  readonly quiet?: true
}

const AFTER_HELP = `
Without -c, -f and piped input you get a prompt; .help lists its commands.
The connection string may be left out when GMAILSQL_* variables say it all, e.g.
GMAILSQL_USER and GMAILSQL_PASSWORD. A secret belongs there or in a file, not on
the command line.

gmailsql report makes a page with charts, gmailsql sync brings a lasting store up to
date, gmailsql login makes a connection with a name, gmailsql connections lists those,
gmailsql doctor finds out what does not work; each has a --help of its own.

Exit codes: 0 done, 1 SQL error, 2 usage or connection property, 3 connection or
login, 130 cancelled.

  gmailsql --demo
  gmailsql --demo -c "SELECT Subject FROM Inbox LIMIT 5" --format csv
  gmailsql "User=me@gmail.com" -f report.sql -o report.json --format json`

export function parseArguments(argv: readonly string[], columns: number | undefined): Invocation | Answer {
  const sources: ScriptSource[] = []
  const variables: [string, string][] = []
  const printed = { stdout: '', stderr: '' }
  const program = declare(sources, variables)
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        printed.stdout += text
      },
      writeErr: text => {
        printed.stderr += escapeLines(text.replace(/^error: /, 'gmailsql: '))
      },
      getOutHelpWidth: () => columns ?? 80,
    })
  try {
    program.parse([...argv], { from: 'user' })
    const options = program.opts<ParsedOptions>()
    const connection = program.args[0]
    refuseBoth(program, connection, options.demo === true)
    return { ...toInvocation(options, connection), sources, variables }
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { ...printed, exitCode: error.exitCode === 0 ? 0 : 2 }
  }
}

function toInvocation(
  options: ParsedOptions,
  connection: string | undefined,
): Omit<Invocation, 'sources' | 'variables'> {
  return {
    connection,
    format: options.format,
    output: options.output,
    force: options.force ?? false,
    demo: options.demo ?? false,
    timing: options.timing ?? false,
    csvSafe: options.csvSafe ?? false,
    bail: options.bail,
    rc: options.rc,
    quiet: options.quiet ?? false,
  }
}

function declare(sources: ScriptSource[], variables: [string, string][]): Command {
  const add = (kind: ScriptSource['kind']) => (value: string) => void sources.push({ kind, value })
  return new Command('gmailsql')
    .description('Gmail as SQL tables.')
    .argument('[connection]', 'connection string or saved name; quote it, it holds semicolons')
    .option(
      '-c, --command <sql>',
      'run SQL, or one command of the prompt such as .tables; repeatable',
      add('command'),
    )
    .option('-f, --file <path>', 'run the statements of a file; - is standard input; repeatable', add('file'))
    .addOption(new Option('--format <name>', 'form of results').choices(FORMAT_NAMES).default('table'))
    .option('--set <name=value>', 'a variable for :name in statements; repeatable', text => {
      const equals = text.indexOf('=')
      if (equals < 1) throw new InvalidArgumentError('Write name=value.')
      variables.push([text.slice(0, equals), text.slice(equals + 1)])
    })
    .option('--bail', 'end at the first error; so it is without it too', true)
    .option('--no-bail', 'go on behind errors; the exit code is that of the first')
    .option('--no-rc', 'do not read the start file of the prompt')
    .option('-q, --quiet', 'no greeting and no ok')
    .option('-o, --output <file>', 'write results to a new file, readable by you only')
    .option('--force', 'let -o replace a file')
    .option('--csv-safe', "csv for spreadsheets: text that looks like a formula gets a leading '")
    .option('--timing', 'say rows, time, IMAP commands and bytes after each statement')
    .option('--demo', 'use the built-in mailbox; needs no account and no network')
    .version(`gmailsql ${packageVersion()}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(gmailsql --help lists the options)')
}

/** Commander quotes what was typed. */
function escapeLines(text: string): string {
  return text.split('\n').map(escapeForTerminal).join('\n')
}
