import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Traffic } from '../lag-proxy.ts'
import type { ProxyProcess } from '../support/lagged.ts'
import { propertiesOf } from '../support/server.ts'
import type { Order, Told } from './second-process.ts'

export interface SecondProcess extends Told {
  readonly traffic: Traffic
}

/** Commands of a session's set-up: what a connection costs whatever is asked. */
const SET_UP = /^(?:CAPABILITY|ID|LOGIN|AUTHENTICATE|NAMESPACE|ENABLE|COMPRESS|LOGOUT)\b/

/** Runs statements in a process of its own, through a proxy that counts. */
export async function inSecondProcess(
  proxy: ProxyProcess,
  properties: Order['properties'],
  statements: readonly string[],
  streams = false,
): Promise<SecondProcess> {
  const child = fork(new URL('./second-process.ts', import.meta.url))
  child.send({
    properties: { ...propertiesOf(proxy.port), ...properties },
    statements,
    streams,
  } satisfies Order)
  const [told] = (await once(child, 'message')) as [Told]
  const traffic = await proxy.takeTraffic()
  const isOver = once(child, 'exit')
  child.send('close')
  await isOver
  await proxy.takeTraffic()
  return { ...told, traffic }
}

/** The commands behind the set-up of the session. */
export function afterLogin({ commands }: Traffic): string[] {
  return commands.filter(command => !SET_UP.test(command))
}
