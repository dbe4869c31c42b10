import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'

/** A path in which `~` was the user's own home directory, or why it cannot be told. */
export type HomePath = { readonly path: string } | { readonly problem: 'address' | 'other user' | 'no home' }

/** `~` and `~/…` are expanded; `$HOME`, `%APPDATA%` and a `~` elsewhere are ordinary characters. */
export function readHomePath(text: string): HomePath {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { problem: 'address' }
  if (!text.startsWith('~')) return { path: text }
  if (text !== '~' && text[1] !== '/' && text[1] !== sep) return { problem: 'other user' }
  const home = homeDirectory(undefined)
  return home === null ? { problem: 'no home' } : { path: join(home, text.slice(1)) }
}

const THIS_SYSTEM = { isAbsolute, homedir }

/**
 * The home directory: that of the environment where it is given, else what the system says. null: neither is an absolute path,
 * or the user has no passwd entry.
 */
export function homeDirectory(
  given: string | undefined,
  system: { isAbsolute(path: string): boolean; homedir(): string } = THIS_SYSTEM,
): string | null {
  if (given !== undefined && system.isAbsolute(given)) return given
  try {
    const known = system.homedir()
    return system.isAbsolute(known) ? known : null
  } catch {
    return null
  }
}
