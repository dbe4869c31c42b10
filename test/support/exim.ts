import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GOOD, KEY } from '../imap/certificates.ts'
import { freePort } from './free-port.ts'

/** A message as Exim delivered it. */
export interface Delivered {
  /** The envelope, its addresses as they are. */
  readonly from: string
  readonly to: readonly string[]
  readonly octets: Buffer
}

export interface Exim extends AsyncDisposable {
  /** With STARTTLS. */
  readonly port: number
  /** With TLS from the first octet. */
  readonly tlsPort: number
  /** The next message that was delivered. */
  delivered(): Promise<Delivered>
  log(): string
}

export interface Logins {
  readonly user: string
  readonly password: string
  readonly accessToken: string
}

/** Exim of Debian as a server of its own: logs users in, takes what they send, and delivers all of it into one directory. */
export async function startExim(logins: Logins): Promise<Exim> {
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-exim-'))
  chmodSync(directory, 0o755)
  const [port, tlsPort] = [await freePort(), await freePort()]
  for (const name of ['spool', 'log', 'mail']) mkdirSync(join(directory, name))
  const files = {
    'cert.pem': GOOD,
    'key.pem': KEY,
    conf: configuration(directory, { port, tlsPort }, logins),
  }
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(directory, name), text, { mode: 0o644 })
  if (isRoot)
    execFileSync('chown', [
      '-R',
      `${OWNER}:${OWNER}`,
      ...['spool', 'log', 'mail'].map(name => join(directory, name)),
    ])
  const server = spawn('/usr/sbin/exim4', ['-C', join(directory, 'conf'), '-bdf'], { stdio: 'ignore' })
  const seen = new Set<string>()
  const log = () =>
    readdirSync(join(directory, 'log'))
      .map(name => readFileSync(join(directory, 'log', name), 'utf8'))
      .join('\n')
  const exim: Exim = {
    port,
    tlsPort,
    log,
    delivered: () => nextDelivered(join(directory, 'mail'), seen, log),
    async [Symbol.asyncDispose]() {
      await ended(server)
      rmSync(directory, { recursive: true, force: true })
    },
  }
  await answers(port, log)
  return exim
}

const isRoot = process.getuid?.() === 0
/** Exim delivers nothing as root. */
const OWNER = isRoot ? 'Debian-exim' : userInfo().username

type Ports = Pick<Exim, 'port' | 'tlsPort'>

/** Mail leaves as it came: no Received field, line ends as they were. An address that begins with "unknown" has no mailbox. */
function configuration(
  directory: string,
  { port, tlsPort }: Ports,
  { user, password, accessToken }: Logins,
): string {
  const login = `user=${user}\\x01auth=Bearer ${accessToken}\\x01\\x01`
  return `
spool_directory = ${directory}/spool
log_file_path = ${directory}/log/%slog
pid_file_path = ${directory}/spool/exim.pid
exim_user = ${OWNER}
exim_group = ${OWNER}
primary_hostname = mail.example.com
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port} : ${tlsPort}
tls_on_connect_ports = ${tlsPort}
tls_advertise_hosts = *
tls_certificate = ${directory}/cert.pem
tls_privatekey = ${directory}/key.pem
auth_advertise_hosts = *
message_size_limit = 8M
received_header_text =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny !authenticated = *
  deny condition = \${if match{$local_part}{^unknown}}
    message = 5.1.1 There is no such mailbox
  accept
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  directory = ${directory}/mail
  create_directory = false
  mailstore_format
  mailstore_prefix = $sender_address
  batch_max = 100
  use_crlf
  user = ${OWNER}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
xoauth2:
  driver = plaintext
  public_name = XOAUTH2
  server_prompts = :
  server_condition = \${if eq{$auth1}{${login}}}
  server_set_id = ${user}
`
}

async function answers(port: number, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isThere = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    })
    if (isThere) return
    await sleep(100)
  }
  throw new Error(`Exim does not answer: ${log()}`)
}

/** The file of the envelope gets its name when the message is whole. */
async function nextDelivered(directory: string, seen: Set<string>, log: () => string): Promise<Delivered> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const name = readdirSync(directory).find(each => each.endsWith('.env') && !seen.has(each))
    if (name !== undefined) {
      seen.add(name)
      const [from = '', ...envelope] = readFileSync(join(directory, name), 'utf8').split(/\r?\n/)
      return {
        from,
        to: envelope.filter(address => address.includes('@') && address !== from),
        octets: readFileSync(join(directory, name.replace(/env$/, 'msg'))),
      }
    }
    await sleep(50)
  }
  throw new Error(`Exim delivered nothing: ${log()}`)
}

async function ended(server: ChildProcess): Promise<void> {
  const end = new Promise(resolve => server.once('exit', resolve))
  server.kill()
  await end
}
