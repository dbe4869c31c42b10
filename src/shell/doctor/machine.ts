import { connect as connectTcp } from 'node:net'
import type { Finding } from './finding.ts'

const OLDEST = [22, 14] as const
const WAIT_MS = 10_000

/** @param version as `process.version` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
  const check = 'Node.js'
  if (isNew) return { check, outcome: 'ok', detail: `${version} on ${process.platform} ${process.arch}` }
  return {
    check,
    outcome: 'fail',
    detail: `${version} is too old`,
    hint: `Install Node.js ${OLDEST.join('.')} or newer.`,
  }
}

/** Whether a server can be reached: its name resolved, a connection made. Nothing is said on it. */
export async function checkReach(
  check: string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Finding> {
  const started = performance.now()
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const socket = connectTcp({ host, port }, () => resolve(null))
  socket.setTimeout(WAIT_MS, () => resolve(`no answer within ${WAIT_MS / 1000} s`))
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  const failure = await promise
  socket.destroy()
  const place = `${host}:${port}`
  if (failure === null) return { check, outcome: 'ok', detail: `${place} answers in ${ms(started)} ms` }
  return {
    check,
    outcome: 'fail',
    detail: `${place} cannot be reached: ${failure}`,
    hint:
      failure === 'ENOTFOUND'
        ? 'Check the name of the server, and that this machine resolves names.'
        : 'Check the network, a firewall on the way, and the port; a proxy is set by the Firewall properties.',
  }
}

export function ms(started: number): number {
  return Math.round(performance.now() - started)
}
