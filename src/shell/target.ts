import { namedConnections } from './config-files.ts'
import { GmailSqlError, type Loader, nearest, type SavedConnection } from './door.ts'
import type { ShellIo } from './io.ts'

/**
 * The connection string that a name stands for, in the file `connections` or in the settings file, in this order. What is no name is one
 * already.
 * @throws BAD_PROPERTY for what is nearly a name
 */
export async function targetOf(text: string, env: ShellIo['env'], load: Loader): Promise<string> {
  if (!/^[\p{L}\p{N}_.-]+$/u.test(text)) return text
  const written = namedConnections(env)
  const found = written.get(text)
  if (found !== undefined) return found
  const saved = await savedConnections(load)
  const own = saved.find(({ name }) => name.toLowerCase() === text.toLowerCase())
  if (own) return own.connection.reveal()
  const near = nearest(text, [...written.keys(), ...saved.map(({ name }) => name)])
  // It is refused as a connection string then.
  if (near === undefined) return text
  throw new GmailSqlError('BAD_PROPERTY', `no connection has the name "${text}"`, {
    hint: `Did you mean ${near}? gmailsql connections lists the names.`,
  })
}

/** Those of the settings file. */
export async function savedConnections(load: Loader): Promise<readonly SavedConnection[]> {
  const { openSavedConnections } = await load.library()
  const saved = await openSavedConnections()
  try {
    return await saved.list()
  } finally {
    await saved.close()
  }
}
