import type { Notice } from '../util/notice.ts'
import { usesPassword } from './connection-options.ts'
import { parseConnection } from './connection-string.ts'
import type { PropertyValues } from './property-values.ts'
import { openResources } from './resources.ts'
import { Session } from './session.ts'
import type { Connection, ConnectOptions } from './types.ts'
import { forWatching } from './watch.ts'

/**
 * Opens a connection to a Gmail (or other IMAP) account. Nothing is sent to the mail server before the first statement
 * that names mail, unless ConnectOnOpen=true.
 *
 * @param connection a connection string, a `gmail://` URL, or an object of the same properties
 * @throws BAD_PROPERTY, MISSING_PROPERTY; with ConnectOnOpen also CONNECT, TLS_REFUSED, AUTH_REFUSED
 */
export async function connect(
  connection: string | Readonly<Record<string, unknown>>,
  options: ConnectOptions = {},
): Promise<Connection> {
  const parsed = parseConnection(connection)
  const notices: Notice[] = []
  const notify = (notice: Notice) => {
    notices.push(notice)
    options.onNotice?.(notice)
  }
  for (const notice of parsed.notices) notify(notice)
  const resources = openResources(parsed, options, notify)
  const another = () => openResources(forWatching(parsed), options, notify)
  try {
    if (parsed.values.Offline) return new Session(resources, notices, another)
    if (startsOAuth(parsed.values) && !options.deferAuthorization) {
      await (await resources.oauth.account()).prepare(options.signal ?? new AbortController().signal)
    }
    if (parsed.values.ConnectOnOpen) await resources.source.traits({ signal: options.signal })
  } catch (error) {
    await resources.close()
    throw error
  }
  return new Session(resources, notices, another)
}

/** Whether tokens are to be got or kept at once; OFF leaves that to the procedures. */
function startsOAuth(values: PropertyValues): boolean {
  return values.InitiateOAuth !== 'OFF' && !usesPassword(values)
}
