import { type Command, InvalidArgumentError } from 'commander'
import { SHIPPED_REPORTS } from '../report/shipped.ts'
import type { ShellIo } from './io.ts'
import { parseCommand, refuseBoth, subcommand } from './subcommand.ts'

export interface ReportInvocation {
  /** A file, or the name of a report that comes with the package. */
  readonly report: string
  readonly connection: string | undefined
  readonly output: string | undefined
  readonly force: boolean
  /** `name=value`, as typed. */
  readonly settings: readonly string[]
  readonly source: boolean
  /** Serves the page and makes it anew when the file of the report changes. */
  readonly watch: boolean
  /** Of `watch`; 0 for any that is free. */
  readonly port: number
  readonly demo: boolean
}

interface Options {
  readonly output?: string
  readonly force?: true
  readonly source?: true
  readonly watch?: true
  readonly port?: number
  readonly demo?: true
}

const names = Object.entries(SHIPPED_REPORTS).map(([name, is]) => `  ${name.padEnd(12)} ${is}`)

const HELP = `
A report is Markdown with blocks of SQL and charts; docs/reports.md tells how they are written.
These come along, and --source prints them to begin with:

${names.join('\n')}

The page is one file that loads nothing; with a name in .pdf a Chromium prints it. A statement or chart that fails is shown in its place, and the exit
code is 1.

  gmailsql report overview --demo -o overview.html
  gmailsql report mine.md --demo --watch
  gmailsql report newsletters "User=me@gmail.com" --set days=30 -o newsletters.html`

/** The exit code where the command line was answered already. */
export function parseReportArguments(argv: readonly string[], io: ShellIo): ReportInvocation | number {
  const settings: string[] = []
  const command = declare(io, settings)
  return parseCommand(command, argv, () => {
    const [report = '', connection] = command.args
    const options = command.opts<Options>()
    const { output, force = false, source = false, watch = false, port = 0, demo = false } = options
    refuseBoth(command, connection, demo)
    if (watch && output !== undefined)
      command.error('error: --watch serves the page and writes no file; leave -o out', { exitCode: 2 })
    return { report, connection, output, force, settings, source, watch, port, demo }
  })
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It is no port.')
}

function declare(io: ShellIo, settings: string[]): Command {
  return subcommand('report', io)
    .description('Make a page of a report: Markdown with SQL and charts.')
    .argument('<report>', 'a file of Markdown, or the name of one of those below')
    .argument('[connection]', 'connection string or saved name; quote it, it holds semicolons')
    .option('-o, --output <file>', 'write the page to a new file, .html or .pdf; default: standard output')
    .option('--force', 'let -o replace a file')
    .option('--set <name=value>', 'a parameter of the report; repeatable', text => void settings.push(text))
    .option('--watch', 'serve the page to a browser of this machine, and make it anew when the file changes')
    .option('--port <number>', 'the port of --watch; default: one that is free', readPort)
    .option('--source', 'print the Markdown of the report instead of running it')
    .option('--demo', 'use the built-in mailbox; needs no account and no network')
    .addHelpText('after', HELP)
}
