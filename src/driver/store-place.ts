import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { oddDatabasePath } from '../util/database-path.ts'
import { GmailSqlError } from '../util/errors.ts'
import { homeDirectory } from '../util/home-path.ts'
import { type ParsedConnection, PROPERTIES, type PropertyName } from './property-values.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A store that outlives its connection. */
export interface StorePlace {
  readonly path: string
  /** Whose mail is in it: `anna@example.com at imap.gmail.com:993`, and how it was read if not as usual. */
  readonly account: string
}

/**
 * Null where the store goes with its connection.
 * @throws MISSING_PROPERTY without User or a home directory, BAD_PROPERTY for a name that cannot be opened as it is
 */
export function storePlace(parsed: ParsedConnection, env: Env = process.env): StorePlace | null {
  const { values } = parsed
  const { AutoCache, Offline, CacheLocation, User, Server, Port } = values
  if (!AutoCache && !Offline && CacheLocation === undefined) return null
  if (User === undefined) {
    throw new GmailSqlError(
      'MISSING_PROPERTY',
      'a store that lasts is of one account, and User is not given',
      {
        hint: 'Set User to the address of the mailbox.',
      },
    )
  }
  const user = User.toLowerCase()
  const reading = readingOf(parsed)
  const name = fileName(user, Server.toLowerCase(), Port, reading)
  const path =
    CacheLocation === undefined
      ? join(cacheDirectory(env), 'gmailsql', name)
      : placed(checked(resolve(CacheLocation)), name, /[/\\]$/.test(CacheLocation))
  return { path: checked(path), account: `${user} at ${Server.toLowerCase()}:${Port}${reading}` }
}

/** Bodies that were cut at another size, or read in another charset, are not what this connection would read. */
function readingOf({ values, given }: ParsedConnection): string {
  const { MaxMessageBytes, MessageCharset } = values
  const size =
    MaxMessageBytes === defaultOf('MaxMessageBytes') ? '' : `, read with MaxMessageBytes=${MaxMessageBytes}`
  return given.has('MessageCharset') ? `${size}, read with MessageCharset=${MessageCharset}` : size
}

function defaultOf(name: PropertyName): unknown {
  const property = PROPERTIES.find(each => each.name === name)
  return property && 'default' in property ? property.default : undefined
}

function fileName(user: string, server: string, port: number, reading: string): string {
  const isGmail = server === 'imap.gmail.com' && port === 993
  const whole = `${isGmail ? user : `${user},${server},${port}`}${reading}`
  const plain = whole.replace(/[^a-z0-9@._+,-]/g, odd => `%${Buffer.from(odd).toString('hex')}`)
  const short = plain.length > 100 ? createHash('sha256').update(whole).digest('hex') : plain
  return `${short}.db`
}

/** A directory holds a file for each account; anything else is the file. */
function placed(path: string, name: string, isDirectory: boolean): string {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isDirectory || isThere ? join(path, name) : path
}

/** Where the system keeps what programs can make again (XDG Base Directory Specification on Linux). */
function cacheDirectory(env: Env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(home(env['USERPROFILE']), 'AppData', 'Local')
  if (platform === 'darwin') return join(home(env['HOME']), 'Library', 'Caches')
  const xdg = env['XDG_CACHE_HOME'] ?? ''
  // "If an implementation encounters a relative path … it should consider the path invalid and ignore it."
  return isAbsolute(xdg) ? xdg : join(home(env['HOME']), '.cache')
}

function home(given: string | undefined): string {
  const known = homeDirectory(given)
  if (known !== null) return known
  throw new GmailSqlError('MISSING_PROPERTY', 'No place for the store: no home directory is known', {
    hint: 'Set CacheLocation to a file or a directory, or the variable HOME.',
  })
}

function checked(path: string): string {
  const odd = oddDatabasePath(path)
  if (odd === null) return path
  throw new GmailSqlError('BAD_PROPERTY', `CacheLocation ${JSON.stringify(path)} ${odd}`, {
    hint: 'Choose a shorter or plainer name for the file.',
  })
}
