import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { type Connection, connect } from '../../src/index.ts'
import { GOOD, KEY } from '../imap/certificates.ts'
import { freePort } from './free-port.ts'

const ROOT = join(import.meta.dirname, '../..')

export const USER = 'anna@example.com'
/** The interpreter that stands for an independent client. */
export const PYTHON = process.env.PYTHON ?? 'python3'

/** One message of the INBOX: its file in the corpus, RFC822.SIZE, and the length of BODY[] that Python's imaplib received. */
export interface Served {
  readonly uid: number
  readonly file: string
  readonly size: number
  readonly served: number
}

export interface Dovecot {
  readonly port: number
  readonly tlsPort: number
  readonly served: readonly Served[]
  /** Its log file. */
  readonly log: string
  readonly stop: () => void
}

/** The mail corpus: GMAILSQL_CORPUS, else `shared/corpus` beside the repository; null, and said aloud, when it is not there. */
export function findCorpus(): string | null {
  const path = process.env.GMAILSQL_CORPUS ?? join(ROOT, '../shared/corpus')
  if (existsSync(join(path, 'index.jsonl'))) return path
  console.warn(`\n*** SKIPPED: there is no mail corpus at ${path}; name it in GMAILSQL_CORPUS. ***\n`)
  return null
}

/**
 * A Dovecot of its own with the corpus in INBOX and `[Gmail]/All Mail`, and every fifth message in `Work/Project X`; without one these are empty. Its clock is
 * thirteen hours ahead of UTC in summer, so that a day of the server is seldom a day of UTC.
 */
export async function startDovecot(corpus: string | null): Promise<Dovecot> {
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-dovecot-'))
  // Started by root, Dovecot runs as nobody, who must be able to pass.
  chmodSync(directory, 0o755)
  const base = join(directory, 'server')
  const [port, tlsPort] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    ...writeCertificate(directory),
    TLS_PORT: `${tlsPort}`,
    TZ: 'Pacific/Auckland',
  }
  const stop = () => {
    const isRunning = existsSync(join(base, 'run/master.pid'))
    if (isRunning)
      execFileSync(join(ROOT, 'scripts/dovecot.sh'), ['stop'], { env: { ...process.env, BASE: base } })
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const options = ['--base', base, '--port', `${port}`, '--user', USER]
    if (corpus !== null) options.push('--corpus', corpus)
    // Dovecot keeps what it inherits open: a pipe would never end.
    execFileSync(PYTHON, [join(ROOT, 'scripts/fill-dovecot.py'), ...options], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const served = JSON.parse(readFileSync(join(base, 'served.json'), 'utf8')) as Served[]
    return { port, tlsPort, served, log: join(base, 'dovecot.log'), stop }
  } catch (error) {
    stop()
    throw error
  }
}

function writeCertificate(directory: string): { CERT: string; KEY: string } {
  const [CERT, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')]
  writeFileSync(CERT, GOOD)
  writeFileSync(key, KEY)
  return { CERT, KEY: key }
}

/** A connection through the public door, by password and in the clear unless `properties` say otherwise. */
export function connectTo(
  dovecot: Dovecot,
  properties: Readonly<Record<string, unknown>> = {},
): Promise<Connection> {
  const own = { Server: '127.0.0.1', Port: dovecot.port, TLS: 'None', User: USER, Password: 'secret' }
  return connect({ ...own, ...properties })
}

/** Another program that is logged in, looks at the mailboxes and changes them. */
export async function otherClient(port: number): Promise<ImapFlow> {
  const place = { host: '127.0.0.1', port, secure: false, doSTARTTLS: false }
  const client = new ImapFlow({ ...place, auth: { user: USER, pass: 'secret' }, logger: false })
  await client.connect()
  return client
}

/** What Python's imaplib sees of a mailbox. */
export type View = Readonly<Record<string, { flags: string[]; modSeq: string; references: string[] }>>

export function imaplibView(port: number, mailbox: string): View {
  const script = join(ROOT, 'test/interop/imaplib-view.py')
  const json = execFileSync(PYTHON, [script, `${port}`, USER, mailbox], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(json) as View
}
