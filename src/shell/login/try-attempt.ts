import { randomUUID } from 'node:crypto'
import { authorization } from '../authorization.ts'
import { checkFirstRow, checkLogin, readProperties } from '../doctor/account.ts'
import { type Finding, failed } from '../doctor/finding.ts'
import { checkServer } from '../doctor/server.ts'
import { scopeFinding } from '../doctor/sign-in.ts'
import type { Connection, Library } from '../door.ts'
import type { ShellIo } from '../io.ts'
import { unlessAborted, unlessInterrupted } from '../open-connection.ts'
import { connectionText } from './connection-text.ts'
import type { Questions } from './questions.ts'
import type { Attempt, Pairs } from './ways.ts'

export interface Trial {
  readonly library: Library
  readonly questions: Questions
  readonly io: ShellIo
  /** Server, port and the like; what every attempt has. */
  readonly base: Pairs
}

/** A place for tokens that goes with this process: nothing is kept until all of it works. */
export function newSignInPlace(): string {
  return `memory://login-${randomUUID()}`
}

/** Tries to log in, step by step; a step that fails is the last. */
export async function* tryAttempt(
  { tried }: Attempt,
  place: string,
  { library, questions, io, base }: Trial,
): AsyncGenerator<Finding> {
  const { signal } = questions
  const target = connectionText({ ...base, ...tried, OAuthSettingsLocation: place })
  const isPassword = tried['AuthScheme'] === 'Basic'
  const isReady = yield* checkServer(target, { library, isPassword, signal })
  if (!isReady) return
  let db: Connection
  try {
    const read = (prompt: string, end: AbortSignal) => questions.read({ prompt }, end)
    const options = { ...authorization(io, { read }), deferAuthorization: false, signal }
    db = await unlessInterrupted(library.connect(target, options), signal)
  } catch (error) {
    signal.throwIfAborted()
    yield failed('Sign-in', error)
    return
  }
  try {
    if (!isPassword) yield* signInFindings(library, place)
    const login = await unlessAborted(checkLogin(db, await readProperties(db)), signal)
    yield login
    if (login.outcome !== 'fail') yield await unlessAborted(checkFirstRow(db), signal)
  } finally {
    await db.close()
  }
}

async function* signInFindings(library: Library, place: string): AsyncGenerator<Finding> {
  const [signIn] = (await library.listConnections(place)).connections
  yield {
    check: 'Sign-in',
    outcome: 'ok',
    detail: signIn ? `as ${signIn.user}` : 'the account is known at the login',
  }
  if (signIn) yield scopeFinding(signIn)
}
