import { homedir } from 'node:os'
import { basename, posix, resolve, sep, win32 } from 'node:path'
import { GmailSqlError } from '../../util/errors.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where settings are kept: in a file, or under a name in the memory of this process. */
export type SettingsPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'memory'; readonly id: string }

/** What a default location depends on beside the environment. */
export interface Platform {
  readonly name: NodeJS.Platform
  /** Throws where the user has no passwd entry. */
  readonly homedir: () => string
}

const FILE_NAME = 'oauth-settings.db'
/** The longest name beside it (`.damaged-<time>-journal`) must fit the 255 bytes of a file name. */
const LONGEST_NAME = 200
/** SQLite's buffer for a path is 512 bytes; the suffixes need room. */
const LONGEST_PATH = 440

/**
 * @throws BAD_PROPERTY for a name that cannot be opened as it is, FILE_UNSAFE for a URL or a directory,
 * MISSING_PROPERTY where no home directory is known.
 */
export function placeOf(location: string | undefined, env: Env): SettingsPlace {
  if (location === undefined) return { kind: 'file', path: checkedPath(defaultLocation(env)) }
  const [, scheme, rest] = /^([a-z][a-z\d+.-]+):\/\/(.*)$/is.exec(location) ?? []
  if (scheme?.toLowerCase() === 'memory') return memoryPlace(location, rest!)
  if (scheme !== undefined) throw unsafe(location, 'is a URL, not a file')
  if (location.endsWith('/') || (sep === '\\' && location.endsWith(sep))) {
    throw unsafe(location, 'names a directory, not a file')
  }
  return { kind: 'file', path: checkedPath(resolve(location)) }
}

/** `oauth-settings.db` in the user's configuration directory (XDG Base Directory Specification on Linux). */
export function defaultLocation(env: Env, platform: Platform = { name: process.platform, homedir }): string {
  if (platform.name === 'win32') {
    const roaming = env['APPDATA'] || win32.join(homeOf(env['USERPROFILE'], platform), 'AppData', 'Roaming')
    return win32.join(roaming, 'gmailsql', FILE_NAME)
  }
  const home = () => homeOf(env['HOME'], platform)
  if (platform.name === 'darwin') {
    return posix.join(home(), 'Library', 'Application Support', 'gmailsql', FILE_NAME)
  }
  const xdg = env['XDG_CONFIG_HOME'] ?? ''
  // "If an implementation encounters a relative path … it should consider the path invalid and ignore it."
  const config = posix.isAbsolute(xdg) ? xdg : posix.join(home(), '.config')
  return posix.join(config, 'gmailsql', FILE_NAME)
}

function homeOf(given: string | undefined, platform: Platform): string {
  const { isAbsolute } = platform.name === 'win32' ? win32 : posix
  if (given !== undefined && isAbsolute(given)) return given
  try {
    const known = platform.homedir()
    if (isAbsolute(known)) return known
  } catch {
    // No passwd entry: told below.
  }
  throw new GmailSqlError('MISSING_PROPERTY', 'No place for the OAuth settings: no home directory is known', {
    hint: 'Set OAuthSettingsLocation to a file (or memory://name), or the variable HOME.',
  })
}

function memoryPlace(location: string, id: string): SettingsPlace {
  if (id !== '') return { kind: 'memory', id }
  const hint = 'Write memory:// and any name, for example memory://me.'
  throw new GmailSqlError('BAD_PROPERTY', `OAuthSettingsLocation ${quoted(location)} has no name`, { hint })
}

function checkedPath(path: string): string {
  if (path.includes('\0')) throw badName(path, 'has a NUL in it')
  // The SQLite library cuts blanks off the end, and would open another file.
  if (path !== path.trimEnd()) throw badName(path, 'ends with a space or another blank')
  if (Buffer.byteLength(basename(path)) > LONGEST_NAME)
    throw badName(path, `has a name longer than ${LONGEST_NAME} bytes`)
  if (Buffer.byteLength(path) > LONGEST_PATH) throw badName(path, `is longer than ${LONGEST_PATH} bytes`)
  return path
}

function badName(path: string, what: string): GmailSqlError {
  const hint = 'Choose a shorter or plainer name for the file.'
  return new GmailSqlError('BAD_PROPERTY', `OAuthSettingsLocation ${quoted(path)} ${what}`, { hint })
}

function unsafe(location: string, what: string): GmailSqlError {
  const hint = 'Name a file of your own, or one that does not exist yet; memory://name keeps nothing on disk.'
  return new GmailSqlError('FILE_UNSAFE', `OAuthSettingsLocation ${quoted(location)} ${what}`, { hint })
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
