import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { GmailSqlError } from './door.ts'
import type { ShellIo } from './io.ts'
import { holdsSecret } from './secret-words.ts'

type Environment = ShellIo['env']

/** The folder of what users write for the shell. */
export function configDirectory(env: Environment): string {
  return join(
    env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(env['HOME'] || homedir(), '.config'),
    'gmailsql',
  )
}

/** The first of the start files that is there: `gmailsqlrc` of the configuration, `~/.gmailsqlrc`. */
export function startFile(env: Environment): { readonly path: string; readonly text: string } | undefined {
  const home = env['HOME']
  const paths = [join(configDirectory(env), 'gmailsqlrc'), ...(home ? [join(home, '.gmailsqlrc')] : [])]
  for (const path of paths) {
    const text = textOf(path)
    if (text !== undefined) return { path, text }
  }
  return undefined
}

export function connectionsFile(env: Environment): string {
  return join(configDirectory(env), 'connections')
}

/**
 * The connections that have a name, from the file `connections`: a line `name = connection string` for each.
 * @throws FILE_UNSAFE where it holds a secret that others can read
 */
export function namedConnections(env: Environment): Map<string, string> {
  const path = connectionsFile(env)
  const text = textOf(path) ?? ''
  if (holdsSecret(text) && process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new GmailSqlError('FILE_UNSAFE', `"${path}" holds a secret, and others can read it`, {
      hint: `Make it yours alone: chmod 600 ${path}`,
    })
  }
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const match = /^([\p{L}\p{N}_.-]+)\s*=\s*(\S.*)$/u.exec(line.trim())
    return match ? [[match[1]!, match[2]!]] : []
  })
  return new Map(pairs)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
