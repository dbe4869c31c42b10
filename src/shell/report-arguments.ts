import type { Command } from 'commander'
import { SHIPPED_REPORTS } from '../report/shipped.ts'
import type { ShellIo } from './io.ts'
import { parseCommand, subcommand } from './subcommand.ts'

export interface ReportInvocation {
  /** A file, or the name of a report that comes with the package. */
  readonly report: string
  readonly connection: string | undefined
  readonly output: string | undefined
  readonly force: boolean
  /** `name=value`, as typed. */
  readonly settings: readonly string[]
  readonly source: boolean
  readonly demo: boolean
}

const names = Object.entries(SHIPPED_REPORTS).map(([name, is]) => `  ${name.padEnd(12)} ${is}`)

const HELP = `
A report is Markdown with blocks of SQL and charts; docs/reports.md tells how they are written.
These come along, and --source prints them to begin with:

${names.join('\n')}

The page is one file that loads nothing. A statement or chart that fails is shown in its place, and the exit
code is 1.

  gmailsql report overview --demo -o overview.html
  gmailsql report newsletters "User=me@gmail.com" --set days=30 -o newsletters.html`

/** The exit code where the command line was answered already. */
export function parseReportArguments(argv: readonly string[], io: ShellIo): ReportInvocation | number {
  const settings: string[] = []
  const command = declare(io, settings)
  return parseCommand(command, argv, () => {
    const options = command.opts<{ output?: string; force?: true; source?: true; demo?: true }>()
    const [report = '', connection] = command.args
    if (options.demo && connection !== undefined)
      command.error('error: --demo takes no connection string', { exitCode: 2 })
    const { output, force = false, source = false, demo = false } = options
    return { report, connection, output, force, settings, source, demo }
  })
}

function declare(io: ShellIo, settings: string[]): Command {
  return subcommand('report', io)
    .description('Make a page of a report: Markdown with SQL and charts.')
    .argument('<report>', 'a file of Markdown, or the name of one of those below')
    .argument('[connection]', 'connection string or saved name; quote it, it holds semicolons')
    .option(
      '-o, --output <file>',
      'write the page to a new file, readable by you only; default: standard output',
    )
    .option('--force', 'let -o replace a file')
    .option('--set <name=value>', 'a parameter of the report; repeatable', text => void settings.push(text))
    .option('--source', 'print the Markdown of the report instead of running it')
    .option('--demo', 'use the built-in mailbox; needs no account and no network')
    .addHelpText('after', HELP)
}
