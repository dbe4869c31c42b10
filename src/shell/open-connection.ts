import { authorization } from './authorization.ts'
import { type Connection, GmailSqlError, type Loader } from './door.ts'
import type { Phase } from './exit-code.ts'
import type { ShellIo } from './io.ts'
import { targetOf } from './target.ts'

/** What `gmailsql NAME …` works with. */
export interface SubcommandTask {
  readonly io: ShellIo
  readonly load: Loader
  /** How far it got, which decides the exit code of an error. */
  phase: Phase
}

/** Works with a connection that is closed behind it; Ctrl-C ends the opening, and is the signal of the work. */
export async function onAccount<T>(
  target: string,
  { io, load }: SubcommandTask,
  work: (connection: Connection, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await interruptible(io, async signal => {
    const library = await load.library()
    const named = await targetOf(target, io.env, load)
    const connection = await unlessInterrupted(library.connect(named, authorization(io, {})), signal)
    try {
      return await work(connection, signal)
    } finally {
      await connection.close()
    }
  })
}

/** The signal is that of Ctrl-C. */
export async function interruptible<T>(io: ShellIo, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController()
  const forget = io.onInterrupt(() => interrupt.abort())
  try {
    return await work(interrupt.signal)
  } finally {
    forget()
  }
}

/** A connection that nobody waits for any more is closed once it is open. @throws CANCELLED, and what opening it throws */
export async function unlessInterrupted(
  opening: Promise<Connection>,
  signal: AbortSignal,
): Promise<Connection> {
  try {
    return await unlessAborted(opening, signal)
  } catch (error) {
    closeWhenOpen(opening)
    throw error
  }
}

export function closeWhenOpen(opening: Promise<Connection>): void {
  opening.then(connection => connection.close()).catch(() => {})
}

/** A login can take long, and `connect` takes no signal. @throws CANCELLED when the signal comes first */
export async function unlessAborted<T>(opening: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return opening
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(new GmailSqlError('CANCELLED', 'interrupted by Ctrl-C'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([opening, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
