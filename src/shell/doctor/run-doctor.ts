import { authorization } from '../authorization.ts'
import {
  type Connection,
  createWriter,
  escapeForTerminal,
  type FormatName,
  type Library,
  type Loader,
} from '../door.ts'
import { EXIT } from '../exit-code.ts'
import type { ShellIo } from '../io.ts'
import { interruptible, unlessInterrupted } from '../open-connection.ts'
import { writerOptions } from '../settings.ts'
import { streamSink } from '../sink.ts'
import { targetOf } from '../target.ts'
import {
  checkLimits,
  checkLogin,
  checkMailboxes,
  checkReading,
  checkStore,
  type Properties,
  readProperties,
} from './account.ts'
import { type DoctorInvocation, parseDoctorArguments } from './doctor-arguments.ts'
import { type Finding, failed } from './finding.ts'
import { checkNode, checkReach } from './machine.ts'
import { checkServer } from './server.ts'
import { checkSignIn } from './sign-in.ts'

/** `gmailsql doctor`; answers the exit code. */
export async function runDoctor(argv: readonly string[], io: ShellIo, load: Loader): Promise<number> {
  const parsed = parseDoctorArguments(argv, io)
  if (typeof parsed === 'number') return parsed
  if (!parsed.demo) return await examined(parsed.connection ?? '', parsed, { io, load })
  const demo = await load.demo()
  try {
    return await examined(demo.connectionString, parsed, { io, load })
  } finally {
    await demo.close()
  }
}

interface Surroundings {
  readonly io: ShellIo
  readonly load: Loader
}

async function examined(
  connectionString: string,
  { format }: DoctorInvocation,
  { io, load }: Surroundings,
): Promise<number> {
  const findings: Finding[] = []
  await interruptible(io, async signal => {
    for await (const finding of checks(connectionString, { io, load, signal })) {
      findings.push(finding)
      if (format === undefined) await streamSink(io.stdout).write(lineOf(finding))
    }
  })
  if (format !== undefined) await writeRows(findings, format, io)
  return findings.some(({ outcome }) => outcome === 'fail') ? EXIT.connection : EXIT.ok
}

interface Checking extends Surroundings {
  readonly signal: AbortSignal
}

async function* checks(connectionString: string, { io, load, signal }: Checking): AsyncGenerator<Finding> {
  yield checkNode(process.version)
  const library = await load.library()
  const notices: string[] = []
  let db: Connection
  let target: string
  try {
    target = await targetOf(connectionString, io.env, load)
    const onNotice = (notice: { readonly message: string }) => void notices.push(notice.message)
    const opening = library.connect(target, { ...authorization(io, {}), onNotice })
    db = await unlessInterrupted(opening, signal)
  } catch (error) {
    yield failed('Properties', error)
    return
  }
  try {
    const told = notices.splice(0)
    yield {
      check: 'Properties',
      outcome: told.length === 0 ? 'ok' : 'warn',
      detail: told.join('; ') || 'understood',
    }
    yield* connectionChecks(db, target, { library, signal })
    for (const detail of notices) yield { check: 'Notice', outcome: 'warn', detail }
  } finally {
    await db.close()
  }
}

async function* connectionChecks(
  db: Connection,
  target: string,
  { library, signal }: { readonly library: Library; readonly signal: AbortSignal },
): AsyncGenerator<Finding> {
  let properties: Properties
  try {
    // The store is opened by it.
    properties = await readProperties(db)
  } catch (error) {
    yield failed('Store', error)
    return
  }
  yield checkStore(library.storeFileOf(target))
  yield* checkSignIn(library, properties)
  if (properties.get('Offline')?.toLowerCase() === 'true') {
    yield { check: 'Network', outcome: 'skip', detail: 'Offline=true asks the server nothing' }
    return
  }
  const isPassword = Boolean(properties.get('Password'))
  const isReady = yield* checkServer(target, { library, isPassword, signal })
  yield await sendingCheck(properties)
  if (!isReady) return
  const login = await checkLogin(db, properties)
  yield login
  if (login.outcome === 'fail') return
  yield await checkMailboxes(db, properties)
  yield await checkReading(db)
  yield await checkLimits(db)
}

/** The server for sending; nothing is said on it. */
async function sendingCheck(properties: Properties): Promise<Finding> {
  const check = 'Sending'
  const text = (name: string) => properties.get(name) ?? ''
  if ((text('FirewallType') || 'NONE') !== 'NONE')
    return { check, outcome: 'skip', detail: `by ${text('FirewallType')} of ${text('FirewallServer')}` }
  const sending = await checkReach(check, { host: text('SMTPServer'), port: Number(text('SMTPPort')) })
  return { ...sending, outcome: sending.outcome === 'fail' ? 'warn' : sending.outcome }
}

function lineOf({ check, outcome, detail, hint }: Finding): string {
  const line = `${outcome.padEnd(4)}  ${check.padEnd(10)}  ${escapeForTerminal(detail)}\n`
  return hint === undefined ? line : `${line}${' '.repeat(18)}→ ${escapeForTerminal(hint)}\n`
}

async function writeRows(findings: readonly Finding[], format: FormatName, io: ShellIo): Promise<void> {
  const options = writerOptions(io, { csvSafe: false, headers: true }, true)
  const writer = createWriter(format, streamSink(io.stdout), options)
  await writer.begin(
    ['Check', 'Outcome', 'Detail', 'Hint'].map(name => ({ name, type: 'TEXT' as const, table: null })),
  )
  await writer.rows(
    findings.map(({ check, outcome, detail, hint }) => [check, outcome, detail, hint ?? null]),
  )
  await writer.end()
}
