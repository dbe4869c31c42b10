import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './free-port.ts'

/** A proxy that others wrote, on a port of this machine. */
export interface ProxyProgram extends AsyncDisposable {
  readonly port: number
  /** What it said so far. */
  log(): string
}

export const PROXY_USER = 'me'
export const PROXY_PASSWORD = 'canary-proxy-pass'

/** tinyproxy: CONNECT, with a login. */
export async function startTinyproxy(): Promise<ProxyProgram> {
  return await start('tinyproxy', (port, file) => {
    const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', 'MaxClients 20', 'LogLevel Connect']
    return ['-d', '-c', file([...lines, `BasicAuth ${PROXY_USER} ${PROXY_PASSWORD}`])]
  })
}

/** microsocks: SOCKS5, with a login. */
export async function startMicrosocks(): Promise<ProxyProgram> {
  const login = ['-u', PROXY_USER, '-P', PROXY_PASSWORD]
  return await start('microsocks', port => ['-i', '127.0.0.1', '-p', `${port}`, ...login])
}

/** dante: SOCKS4 and SOCKS5, for everybody but to one port. */
export async function startDante(blockedPort: number): Promise<ProxyProgram> {
  return await start('danted', (port, file) => {
    const rules = [
      ...['logoutput: stderr', `internal: 127.0.0.1 port = ${port}`, 'external: lo'],
      ...['clientmethod: none', 'socksmethod: none', 'user.unprivileged: nobody'],
      'client pass { from: 0/0 to: 0/0 }',
      `socks block { from: 0/0 to: 0/0 port = ${blockedPort} }`,
      'socks pass { from: 0/0 to: 0/0 log: connect }',
    ]
    return ['-f', file(rules), '-p', file([])]
  })
}

type Arguments = (port: number, file: (lines: readonly string[]) => string) => readonly string[]

async function start(program: string, argumentsFor: Arguments): Promise<ProxyProgram> {
  const directory = mkdtempSync(join(tmpdir(), `gmailsql-${program}-`))
  chmodSync(directory, 0o755)
  let files = 0
  const file = (lines: readonly string[]) => {
    const path = join(directory, `${files++}`)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  }
  const port = await freePort()
  const child = spawn(program, argumentsFor(port, file), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)))
  await answering(child, port, () => said)
  return {
    port,
    log: () => said,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function answering(child: ChildProcess, port: number, said: () => string): Promise<void> {
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => {})
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) break
    const socket = connect(port, '127.0.0.1')
    const outcome = once(socket, 'connect').then(
      () => true,
      () => false,
    )
    const isUp = await Promise.race([outcome, failed])
    socket.destroy()
    if (isUp) return
    await delay(50)
  }
  child.kill()
  throw new Error(`The proxy does not answer: ${said()}`)
}
