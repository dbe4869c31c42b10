import { connectionsFile, namedConnections } from '../config-files.ts'
import type { Finding } from '../doctor/finding.ts'
import { cutToWidth, escapeForTerminal, GmailSqlError, type Library } from '../door.ts'
import { EXIT } from '../exit-code.ts'
import { type ShellIo, screenSize } from '../io.ts'
import type { SubcommandTask } from '../open-connection.ts'
import { isUtf8 } from '../settings.ts'
import { parseLoginArguments } from './login-arguments.ts'
import { Questions } from './questions.ts'
import { saveAttempt } from './save-attempt.ts'
import { newSignInPlace, type Trial, tryAttempt } from './try-attempt.ts'
import { type Attempt, type Pairs, WAYS, type Way } from './ways.ts'

/** `gmailsql login`; answers the exit code. */
export async function runLogin(argv: readonly string[], task: SubcommandTask): Promise<number> {
  const { io, load } = task
  const parsed = parseLoginArguments(argv, io)
  if (typeof parsed === 'number') return parsed
  refuseWithoutTerminal(io)
  const library = await load.library()
  const base = baseOf(parsed.connection ?? '', library)
  // A file that cannot be used is told before anything is asked.
  namedConnections(io.env)
  const questions = new Questions(io)
  task.phase = 'connect'
  try {
    await logIn({ library, questions, io, base })
    return EXIT.ok
  } finally {
    questions.close()
  }
}

async function logIn(trial: Trial): Promise<void> {
  const { questions, io, base } = trial
  questions.say(`How do you want to log in?\n${waysText()}`)
  const way = WAYS.get(await questions.choose('Number [1]: ', [...WAYS.keys()]))!
  questions.say(`\nAt Google, once (https://support.google.com/mail has more):\n${way.guide}\n`)
  const attempt = await attemptUntilItWorks(way, trial)
  const { place, attempt: working } = attempt
  const { User = '' } = working.kept
  await saveAttempt({ ...trial, connection: { ...base, ...working.kept }, place, user: User })
  if (way.remark !== undefined) questions.say(`\n${way.remark}\n`)
  questions.say(
    `\nMore: gmailsql connections, gmailsql --help; names of your own in ${connectionsFile(io.env)}\n`,
  )
}

interface Working {
  readonly attempt: Attempt
  /** Where what was signed in is, until it is saved. */
  readonly place: string
}

async function attemptUntilItWorks(way: Way, trial: Trial): Promise<Working> {
  const { questions, io } = trial
  let user = trial.base['User'] ?? ''
  let attempt: Attempt | undefined
  for (;;) {
    if (!attempt) {
      user = await askUser(user, questions)
      attempt = await way.ask(user, questions, io)
    }
    const place = newSignInPlace()
    questions.say('\n')
    const failure = await shownUntilFailure(tryAttempt(attempt, place, trial), trial)
    questions.signal.throwIfAborted()
    if (!failure) return { attempt, place }
    const next = await questions.choose('\nOther answers (a), once more as it is (r), or leave (q)? [a] ', [
      'a',
      'r',
      'q',
    ])
    if (next === 'q') throw leftOff(failure)
    if (next === 'a') attempt = undefined
  }
}

async function askUser(known: string, questions: Questions): Promise<string> {
  for (;;) {
    const user = await questions.ask({ prompt: 'Mail address: ', initial: known })
    if (/^[^\s@]+@[^\s@]+$/.test(user)) return user
    questions.say('  Write the whole address, you@gmail.com.\n')
  }
}

/** A line for each step; the one that failed, if one did. */
async function shownUntilFailure(steps: AsyncIterable<Finding>, trial: Trial): Promise<Finding | undefined> {
  for await (const step of steps) {
    trial.questions.say(stepText(step, trial.io))
    if (step.outcome === 'fail') return step
  }
  return undefined
}

const SIGNS: Readonly<Record<Finding['outcome'], readonly [sign: string, ascii: string]>> = {
  ok: ['✓', 'ok'],
  warn: ['!', '!'],
  fail: ['✗', 'FAILED'],
  skip: ['-', '-'],
}

function stepText({ check, outcome, detail, hint }: Finding, io: ShellIo): string {
  const sign = SIGNS[outcome][isUtf8(io.env) ? 0 : 1]
  const line = `  ${sign} ${check.padEnd(10)} ${escapeForTerminal(detail)}`
  const { columns } = screenSize(io)
  const shown = outcome === 'fail' ? line : cutToWidth(line, columns - 1, '…')
  return hint === undefined || outcome === 'ok'
    ? `${shown}\n`
    : `${shown}\n    → ${escapeForTerminal(hint)}\n`
}

function waysText(): string {
  return [...WAYS].map(([number, { title }]) => `  ${number}  ${title}\n`).join('')
}

/** What login decides itself. */
const ITS_OWN = ['AuthScheme', 'InitiateOAuth', 'OAuthSettingsLocation', 'OAuthClientId', 'Offline'] as const

/** @throws BAD_PROPERTY for a secret, and for what login decides */
function baseOf(connection: string, library: Library): Pairs {
  const given = library.describeConnection(connection)
  const refused =
    ITS_OWN.find(name => name in given) ?? Object.keys(given).find(name => given[name] === '********')
  if (refused === undefined) return given
  throw new GmailSqlError('BAD_PROPERTY', `login takes no ${refused}`, {
    hint: 'It asks for all that is needed to log in. The settings file is that of GMAILSQL_OAUTHSETTINGSLOCATION.',
  })
}

function refuseWithoutTerminal(io: ShellIo): void {
  if (io.isTTY.stdin && (io.isTTY.stdout || io.isTTY.stderr)) return
  throw new GmailSqlError('NOT_SUPPORTED', 'login asks questions, and this is no terminal', {
    hint: 'Without one give the properties: GMAILSQL_USER and GMAILSQL_PASSWORD, or those of docs/oauth.md.',
  })
}

function leftOff({ check, detail }: Finding): GmailSqlError {
  return new GmailSqlError('CONNECT', `${check} failed, and nothing was saved: ${detail}`)
}
