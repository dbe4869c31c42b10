import { type Answer, parseArguments } from './arguments.ts'
import { type Loader, loader, type TextSink } from './door.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import type { ShellIo } from './io.ts'
import type { SubcommandTask } from './open-connection.ts'
import { errorText } from './report.ts'
import { type Run, run } from './run.ts'
import { holdsSecret } from './secret-words.ts'
import { isBrokenPipe, streamSink } from './sink.ts'

export { processIo } from './io.ts'

const SECRET_WARNING =
  'gmailsql: warning: a secret on the command line can be read by every user of this machine; ' +
  'put it in the environment variable GMAILSQL_PASSWORD or in a file\n'

/** Runs the shell; answers its exit code. Never throws. The loader is there for tests. */
export async function main(argv: readonly string[], io: ShellIo, load: Loader = loader): Promise<number> {
  const messages = streamSink(io.stderr)
  // A stream without listener ends the process with a stack trace when its reader goes away.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => {})
  let task: Run | SubcommandTask | undefined
  try {
    // The prompt does not wait for what it does not need.
    if (argv[0] === 'connections') {
      const { runConnections } = await import('./connections/run-connections.ts')
      return await runConnections(argv.slice(1), io, load)
    }
    if (argv[0] === 'doctor') {
      if (argv.some(holdsSecret)) await messages.write(SECRET_WARNING)
      const { runDoctor } = await import('./doctor/run-doctor.ts')
      return await runDoctor(argv.slice(1), io, load)
    }
    if (argv[0] === 'sync' || argv[0] === 'report' || argv[0] === 'login') {
      // Of login the command line is refused where it holds one.
      if (argv[0] !== 'login' && argv.some(holdsSecret)) await messages.write(SECRET_WARNING)
      task = { io, load, phase: 'usage' }
      if (argv[0] === 'login')
        return await (await import('./login/run-login.ts')).runLogin(argv.slice(1), task)
      if (argv[0] === 'sync') return await (await import('./sync.ts')).runSync(argv.slice(1), task)
      return await (await import('./report-command.ts')).runReport(argv.slice(1), task)
    }
    const parsed = parseArguments(argv, io.columns)
    if ('exitCode' in parsed) return await answer(parsed, io)
    if (argv.some(holdsSecret)) await messages.write(SECRET_WARNING)
    const running: Run = { invocation: parsed, io, load, phase: 'usage' }
    task = running
    return await run(running)
  } catch (error) {
    if (isBrokenPipe(error)) return EXIT.ok
    await tell(messages, errorText(error))
    return exitCodeOf(error, task?.phase ?? 'usage')
  }
}

/** When stderr is gone as well, the exit code still tells. */
async function tell(messages: TextSink, text: string): Promise<void> {
  try {
    await messages.write(text)
  } catch (error) {
    if (!isBrokenPipe(error)) throw error
  }
}

async function answer(parsed: Answer, io: ShellIo): Promise<number> {
  if (parsed.stdout !== '') await streamSink(io.stdout).write(parsed.stdout)
  if (parsed.stderr !== '') await streamSink(io.stderr).write(parsed.stderr)
  return parsed.exitCode
}
