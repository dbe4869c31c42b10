import { type Connection, GmailSqlError } from './door.ts'

/** A login can take long; connect takes no signal. */
export async function unlessInterrupted(
  opening: Promise<Connection>,
  signal: AbortSignal,
): Promise<Connection> {
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new GmailSqlError('CANCELLED', 'the login was interrupted')),
    )
  })
  try {
    return await Promise.race([opening, interrupted])
  } catch (error) {
    opening.then(connection => connection.close()).catch(() => {})
    throw error
  }
}
