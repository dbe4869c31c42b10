import { openOutputFile } from '../util/output-file.ts'
import { packageVersion } from '../util/package-file.ts'
import type { Invocation } from './arguments.ts'
import { authorization, type LineSource } from './authorization.ts'
import type { Connection, Demo, Loader, TextSink } from './door.ts'
import { EXIT, type Phase } from './exit-code.ts'
import { type ShellIo, screenOf } from './io.ts'
import { unlessInterrupted } from './open-connection.ts'
import { OutputRoute } from './output-route.ts'
import { runRepl } from './repl.ts'
import { runScripts } from './run-scripts.ts'
import { readScripts, type Script } from './script.ts'
import type { Session } from './session.ts'
import { setVariable } from './set-variable.ts'
import { streamSink } from './sink.ts'

/** What one call of the shell works with. */
export interface Run {
  readonly invocation: Invocation
  readonly io: ShellIo
  readonly load: Loader
  /** How far it got, which decides the exit code of an error. */
  phase: Phase
}

/** Scripts or prompt, into stdout or the file of -o; answers the exit code. */
export async function run(task: Run): Promise<number> {
  const { invocation, io } = task
  const scripts = await readScripts(invocation.sources, io.stdin, io.isTTY.stdin)
  if (invocation.output === undefined) return withMailbox(task, scripts, streamSink(io.stdout))
  const file = await openOutputFile(invocation.output, {
    replace: invocation.force,
    hint: '--force replaces it',
  })
  let exitCode: number | undefined
  try {
    exitCode = await withMailbox(task, scripts, file)
  } finally {
    if (exitCode !== EXIT.ok) await file.discard()
  }
  if (exitCode === EXIT.ok) await file.finish()
  return exitCode
}

/** Starts the demo mailbox around the rest when it is asked for. */
async function withMailbox(task: Run, scripts: readonly Script[], output: TextSink): Promise<number> {
  task.phase = 'connect'
  if (!task.invocation.demo) return connected(task, scripts, output)
  const demo = await task.load.demo()
  try {
    return await connected(task, scripts, output, demo)
  } finally {
    await demo.close()
  }
}

async function connected(
  task: Run,
  scripts: readonly Script[],
  output: TextSink,
  demo?: Demo,
): Promise<number> {
  const { invocation, io } = task
  const interrupt = new AbortController()
  const forget = io.onInterrupt(() => interrupt.abort())
  try {
    const library = await task.load.library()
    const lines: LineSource = {}
    const target = demo?.connectionString ?? invocation.connection ?? ''
    const opening = library.connect(target, authorization(io, lines))
    const connection = await unlessInterrupted(opening, interrupt.signal)
    task.phase = 'run'
    const session = openSession(task, connection, output)
    try {
      let exitCode: number = EXIT.ok
      if (scripts.length > 0) exitCode = await runScripts(session, scripts, interrupt.signal)
      else {
        forget()
        await greet(session, demo !== undefined)
        await runRepl(session, lines)
      }
      await session.route.close(exitCode === EXIT.ok)
      return exitCode
    } finally {
      await session.route.close(false)
      await connection.close()
    }
  } finally {
    forget()
  }
}

function openSession(task: Run, connection: Connection, output: TextSink): Session {
  const { invocation, io } = task
  const { format, timing, csvSafe, bail, quiet } = invocation
  const session: Session = {
    connection,
    io,
    route: new OutputRoute(output, invocation.output === undefined),
    messages: streamSink(io.stderr),
    settings: { format, timing, csvSafe, bail, quiet, expanded: false, headers: true },
    variables: new Map(),
    resultCount: 0,
    hasQuit: false,
    depth: 0,
  }
  for (const [name, value] of invocation.variables) setVariable(session, name, value)
  return session
}

async function greet(session: Session, isDemo: boolean): Promise<void> {
  if (session.settings.quiet) return
  const demo = isDemo ? 'This is the built-in mailbox; nothing leaves this machine.\n' : ''
  await streamSink(screenOf(session.io)).write(
    `gmailsql ${packageVersion()}. SQL ends with a semicolon; .help lists the commands.\n${demo}`,
  )
}
