import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { GmailSqlError } from '../../src/index.ts'
import { parseArguments } from '../../src/shell/arguments.ts'
import { parseConnectionsArguments } from '../../src/shell/connections/connections-arguments.ts'
import { parseDoctorArguments } from '../../src/shell/doctor/doctor-arguments.ts'
import type { ShellIo } from '../../src/shell/io.ts'
import { parseLoginArguments } from '../../src/shell/login/login-arguments.ts'
import { parseReportArguments } from '../../src/shell/report-arguments.ts'
import { parseSyncArguments } from '../../src/shell/sync-arguments.ts'
import { ROOT } from '../architecture/sources.ts'
import { FakeTerminal } from '../shell/support/fake-terminal.ts'

/** What is wrong with a command line of the shell that cannot be run here, because it opens somebody's account. */
export function argumentsProblem(argv: readonly string[]): string | undefined {
  if (argv[0] === 'sync') return subcommandProblem(parseSyncArguments, argv.slice(1))
  if (argv[0] === 'login') return subcommandProblem(parseLoginArguments, argv.slice(1))
  if (argv[0] === 'connections') return connectionsProblem(argv.slice(1))
  if (argv[0] === 'doctor') return subcommandProblem(parseDoctorArguments, argv.slice(1))
  if (argv[0] === 'report') return subcommandProblem(parseReportArguments, argv.slice(1))
  const parsed = parseArguments(argv, undefined)
  if ('exitCode' in parsed) return parsed.exitCode === 0 ? undefined : parsed.stderr
  return connectionProblem(parsed.connection ?? '')
}

type Parse = (argv: readonly string[], io: ShellIo) => { readonly connection: string | undefined } | number

function subcommandProblem(parse: Parse, argv: readonly string[]): string | undefined {
  const terminal = new FakeTerminal({ piped: '' })
  const parsed = parse(argv, terminal.io)
  if (typeof parsed !== 'number') return connectionProblem(parsed.connection ?? '')
  return parsed === 0 ? undefined : `exit code ${parsed}: ${terminal.stderr}`
}

function connectionsProblem(argv: readonly string[]): string | undefined {
  const terminal = new FakeTerminal({ piped: '' })
  const parsed = parseConnectionsArguments(argv, terminal.io)
  return typeof parsed === 'number' && parsed !== 0 ? terminal.stderr : undefined
}

/** A name that nobody has saved here. */
const SAVED_NAME = 'you'

function connectionProblem(connection: string): string | undefined {
  if (connection === SAVED_NAME) return undefined
  try {
    parseConnection(connection)
    return undefined
  } catch (error) {
    if (error instanceof GmailSqlError) return error.message
    throw error
  }
}

const SCRIPTS = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts
/** Of npm itself. */
const NPM_COMMANDS = ['install', 'ci', 'test']

/** What is wrong with a line for npm, a tool of the project, or a variable; the line is not run. */
export function toolProblem(line: string): string | undefined {
  const commands = line.replace(/\s+#.*$/, '').split(' && ')
  return commands.map(commandProblem).find(problem => problem !== undefined)
}

function commandProblem(command: string): string | undefined {
  const [program, first = '', second = '', ...rest] = command.trim().split(/\s+/)
  if (program === 'export') return connectionVariableProblem(command)
  if (program === 'npm' && first === 'run')
    return second in SCRIPTS ? undefined : `there is no script ${second}`
  if (program === 'npm') return NPM_COMMANDS.includes(first) ? undefined : `npm has no ${first}`
  if (program !== 'npx') return `${program} is not one of the tools`
  if (!existsSync(join(ROOT, 'node_modules/.bin', first))) return `there is no tool ${first}`
  const missing = [second, ...rest].filter(
    word => /^[\w./-]+\.ts$/.test(word) && !existsSync(join(ROOT, word)),
  )
  return missing.length === 0 ? undefined : `there is no ${missing.join(', ')}`
}

function connectionVariableProblem(command: string): string | undefined {
  const match = /^export GMAILSQL_(\w+)="([^"]*)"$/.exec(command)
  return match ? connectionProblem(`${match[1]}='${match[2]}'`) : 'sets no property'
}
