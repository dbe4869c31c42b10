import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'

/** A path in which `~` was the user's own home directory, or why it cannot be told. */
export type HomePath = { readonly path: string } | { readonly problem: 'address' | 'other user' | 'no home' }

/** `~` and `~/…` are expanded; `$HOME`, `%APPDATA%` and a `~` elsewhere are ordinary characters. */
export function readHomePath(text: string): HomePath {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { problem: 'address' }
  if (!text.startsWith('~')) return { path: text }
  if (text !== '~' && text[1] !== '/' && text[1] !== sep) return { problem: 'other user' }
  const home = knownHome()
  return home === null ? { problem: 'no home' } : { path: join(home, text.slice(1)) }
}

/** null: HOME is empty, or is unset for a user without a passwd entry. */
function knownHome(): string | null {
  try {
    const home = homedir()
    return isAbsolute(home) ? home : null
  } catch {
    return null
  }
}
