import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { freePort } from '../../test/support/free-port.ts'
import { RawSocket } from './raw-socket.ts'

const SCRIPT = new URL('../../scripts/dovecot.sh', import.meta.url).pathname

export const USER = 'bench@example.com'

export interface Server extends Disposable {
  readonly port: number
  /** For what whoever measures writes. */
  readonly directory: string
}

/** A Dovecot of its own on loopback, empty. Ended and removed with everything in its directory by disposing. */
export async function startServer(): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-bench-'))
  chmodSync(directory, 0o755)
  const port = await freePort()
  const env = { ...process.env, BASE: join(directory, 'server'), PORT: `${port}` }
  execFileSync(SCRIPT, ['start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  return {
    port,
    directory,
    [Symbol.dispose]() {
      execFileSync(SCRIPT, ['stop'], { env })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Does `work` on a connection without a mailbox. */
export async function withSocket<T>(port: number, work: (raw: RawSocket) => Promise<T>): Promise<T> {
  const raw = await RawSocket.open(port, USER)
  try {
    return await work(raw)
  } finally {
    raw.close()
  }
}

export function imapflowOf(port: number): ImapFlow {
  return new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: USER, pass: 'secret' },
    logger: false,
    disableCompression: true,
    disableAutoIdle: true,
  })
}

/** Of a connection through the public door. */
export function propertiesOf(port: number): Record<string, string | number> {
  return { Server: '127.0.0.1', Port: port, TLS: 'None', User: USER, Password: 'secret' }
}
