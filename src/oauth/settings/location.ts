import { homedir } from 'node:os'
import { posix, resolve, sep, win32 } from 'node:path'
import { oddDatabasePath } from '../../util/database-path.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { homeDirectory } from '../../util/home-path.ts'

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
  const known = homeDirectory(given, { isAbsolute, homedir: platform.homedir })
  if (known !== null) return known
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
  const odd = oddDatabasePath(path)
  if (odd === null) return path
  const hint = 'Choose a shorter or plainer name for the file.'
  throw new GmailSqlError('BAD_PROPERTY', `OAuthSettingsLocation ${quoted(path)} ${odd}`, { hint })
}

function unsafe(location: string, what: string): GmailSqlError {
  const hint = 'Name a file of your own, or one that does not exist yet; memory://name keeps nothing on disk.'
  return new GmailSqlError('FILE_UNSAFE', `OAuthSettingsLocation ${quoted(location)} ${what}`, { hint })
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
