import { openOutputFile } from '../util/output-file.ts'
import { packageVersion } from '../util/package-file.ts'
import type { Invocation } from './arguments.ts'
import { authorization, type LineSource } from './authorization.ts'
import { Branches } from './branches.ts'
import type { Connection, Demo, Loader, TextSink } from './door.ts'
import { EXIT, type Phase } from './exit-code.ts'
import { type ShellIo, screenOf } from './io.ts'
import { Link } from './link.ts'
import { OutputRoute } from './output-route.ts'
import { runRepl } from './repl.ts'
import { runScripts } from './run-scripts.ts'
import { readScripts, type Script } from './script.ts'
import type { Session } from './session.ts'
import { setVariable } from './set-variable.ts'
import { streamSink } from './sink.ts'
import { targetOf } from './target.ts'

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
  if (invocation.output === undefined) return connected(task, scripts, streamSink(io.stdout))
  const file = await openOutputFile(invocation.output, {
    replace: invocation.force,
    hint: '--force replaces it',
  })
  let exitCode: number | undefined
  try {
    exitCode = await connected(task, scripts, file)
  } finally {
    if (exitCode !== EXIT.ok) await file.discard()
  }
  if (exitCode === EXIT.ok) await file.finish()
  return exitCode
}

async function connected(task: Run, scripts: readonly Script[], output: TextSink): Promise<number> {
  task.phase = 'connect'
  const lines: LineSource = {}
  const demo: DemoServer = {}
  const link = new Link(task.invocation.connection ?? '', async target => {
    const connection = await openTarget(task, target, { demo, lines })
    task.phase = 'run'
    return connection
  })
  const session = openSession(task, { link, lines, output })
  try {
    if (scripts.length === 0) return await prompt(session, task.invocation, lines)
    return await runAll(session, scripts)
  } finally {
    await session.route.close(false)
    await link.close()
    await demo.running?.close()
  }
}

interface DemoServer {
  running?: Demo
}

async function openTarget(
  { invocation, io, load }: Run,
  target: string,
  { demo, lines }: { demo: DemoServer; lines: LineSource },
): Promise<Connection> {
  if (invocation.demo && target === '') demo.running ??= await load.demo()
  const { connect } = await load.library()
  const named = await targetOf(target, io.env, load)
  return connect(named || (demo.running?.connectionString ?? ''), authorization(io, lines))
}

async function prompt(session: Session, invocation: Invocation, lines: LineSource): Promise<number> {
  await greet(session, invocation.demo)
  await runRepl(session, lines, invocation.rc)
  await session.route.close(true)
  return EXIT.ok
}

async function runAll(session: Session, scripts: readonly Script[]): Promise<number> {
  const interrupt = new AbortController()
  const forget = session.io.onInterrupt(() => interrupt.abort())
  try {
    await session.link.connection(interrupt.signal)
    const exitCode = await runScripts(session, scripts, interrupt.signal)
    await session.route.close(exitCode === EXIT.ok)
    return exitCode
  } finally {
    forget()
  }
}

/** What only commands change. */
const START = {
  expanded: false,
  headers: true,
  nullText: undefined,
  confirm: true,
  maxRows: 'auto',
  pager: true,
  theme: 'dark',
  prompt: 'gmailsql>',
} as const

interface SessionParts {
  readonly link: Link
  readonly lines: LineSource
  readonly output: TextSink
}

function openSession(task: Run, { link, lines, output }: SessionParts): Session {
  const { invocation, io } = task
  const { format, timing, csvSafe, bail, quiet } = invocation
  const session: Session = {
    link,
    lines,
    load: task.load,
    io,
    route: new OutputRoute(output, invocation.output === undefined),
    messages: streamSink(io.stderr),
    settings: { ...START, format, timing, csvSafe, bail, quiet },
    variables: new Map(),
    branches: new Branches(),
    resultCount: 0,
    last: undefined,
    lastStatement: undefined,
    account: undefined,
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
