import { readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { GmailSqlError } from '../door.ts'
import type { ShellIo } from '../io.ts'
import { systemReason } from '../system-reason.ts'

/** What Google's console gives for download. */
export type KeyFile =
  | {
      readonly kind: 'client'
      readonly path: string
      readonly clientId: string
      readonly clientSecret: string
    }
  | {
      readonly kind: 'service account'
      readonly path: string
      /** Its address. */
      readonly email: string
      /** Its number, which the delegation names. */
      readonly clientId: string
      /** The whole file, which is a secret. */
      readonly text: string
    }

/** Keys are of 2 to 3 kB. */
const MOST_BYTES = 100_000
/** A download directory can hold thousands of files. */
const MOST_FILES = 200

/** Files of this kind in the directory of the process and the one for downloads, the newest first. */
export function findKeyFiles(kind: KeyFile['kind'], env: ShellIo['env']): KeyFile[] {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  const directories = new Set([process.cwd(), join(home, 'Downloads')])
  const paths = [...directories].flatMap(jsonFiles)
  const found = paths.sort((a, b) => b.changed - a.changed).slice(0, MOST_FILES)
  return found.flatMap(({ path }) => {
    try {
      const file = readKeyFile(path, kind)
      return [file]
    } catch {
      // Some other JSON.
      return []
    }
  })
}

/** @throws BAD_VALUE for what is no such file */
export function readKeyFile(path: string, kind: KeyFile['kind']): KeyFile {
  const file = keyFileOf(resolve(path))
  if (file.kind === kind) return file
  throw odd(
    path,
    `is the file of ${file.kind === 'client' ? 'an OAuth client' : 'a service account'}`,
    WANTED[kind],
  )
}

const WANTED: Readonly<Record<KeyFile['kind'], string>> = {
  client: 'Wanted is that of an OAuth client: Google Auth Platform, Clients, the client, "Download JSON".',
  'service account': 'Wanted is a key of a service account: Service accounts, Keys, Add key, JSON.',
}

function keyFileOf(path: string): KeyFile {
  const text = textOf(path)
  const value = objectOf(text)
  const client = objectIn(value, 'installed')
  if (client) {
    const [clientId, clientSecret] = [textIn(client, 'client_id'), textIn(client, 'client_secret')]
    if (clientId && clientSecret) return { kind: 'client', path, clientId, clientSecret }
  }
  const [email, clientId] = [textIn(value, 'client_email'), textIn(value, 'client_id')]
  if (textIn(value, 'type') === 'service_account' && textIn(value, 'private_key') && email)
    return { kind: 'service account', path, email, clientId, text }
  if (objectIn(value, 'web')) {
    throw odd(
      path,
      'is of a client for web applications',
      'Create a client of the type "Desktop app": it may use any port of this machine.',
    )
  }
  throw odd(path, 'is neither the file of an OAuth client nor a key of a service account', WANTED.client)
}

function jsonFiles(directory: string): { path: string; changed: number }[] {
  try {
    const names = readdirSync(directory).filter(name => /\.json$/i.test(name))
    return names.flatMap(name => {
      const path = join(directory, name)
      const stats = statSync(path, { throwIfNoEntry: false })
      return stats?.isFile() && stats.size <= MOST_BYTES ? [{ path, changed: stats.mtimeMs }] : []
    })
  } catch {
    // Not there, or not ours to read.
    return []
  }
}

function textOf(path: string): string {
  try {
    if (statSync(path).size > MOST_BYTES) throw odd(path, 'is too large for a key', 'Choose another file.')
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    if (error instanceof GmailSqlError) throw error
    throw odd(
      path,
      `cannot be read (${systemReason(error)})`,
      'Write the path of the file that Google gave you.',
    )
  }
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function objectIn(value: unknown, name: string): object | undefined {
  const member = memberOf(value, name)
  return typeof member === 'object' && member !== null ? member : undefined
}

function textIn(value: unknown, name: string): string {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : ''
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
}

function odd(path: string, what: string, hint: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `${basename(path)} ${what}`, { hint })
}
