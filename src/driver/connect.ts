import type { Notice } from '../util/notice.ts'
import { parseConnection } from './connection-string.ts'
import { openResources } from './resources.ts'
import { Session } from './session.ts'
import type { Connection } from './types.ts'

/**
 * Opens a connection to a Gmail (or other IMAP) account. Nothing is sent to the mail server before the first statement
 * that names mail, unless ConnectOnOpen=true.
 *
 * @param connection a connection string, a `gmail://` URL, or an object of the same properties
 * @throws BAD_PROPERTY, MISSING_PROPERTY; with ConnectOnOpen also CONNECT, TLS_REFUSED, AUTH_REFUSED
 */
export async function connect(connection: string | Readonly<Record<string, unknown>>): Promise<Connection> {
  const parsed = parseConnection(connection)
  const notices: Notice[] = [...parsed.notices]
  const resources = openResources(parsed, notice => notices.push(notice))
  if (parsed.values.ConnectOnOpen) {
    try {
      await resources.source.traits()
    } catch (error) {
      await resources.close()
      throw error
    }
  }
  return new Session(resources, notices)
}
