import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Line, Traffic } from '../lag-proxy.ts'

/** A line of 40 ms there and back, and 2 MB a second. */
export const SLOW_LINE: Line = { delayMs: 20, bytesPerSecond: 2_000_000 }
/** Only counts. */
export const NO_LAG: Line = { delayMs: 0, bytesPerSecond: 0 }

export interface ProxyProcess extends Disposable {
  readonly port: number
  /** Since the last call. */
  takeTraffic(): Promise<Traffic>
}

/** The lag proxy in a process of its own. */
export async function startProxy(target: number, line: Line): Promise<ProxyProcess> {
  const child = fork(new URL('../lag-proxy-process.ts', import.meta.url), { serialization: 'advanced' })
  child.send({ target, ...line })
  const { port } = (await answerOf(child)) as { port: number }
  return {
    port,
    async takeTraffic() {
      child.send('traffic')
      return (await answerOf(child)) as Traffic
    },
    [Symbol.dispose]() {
      child.disconnect()
    },
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answer] = await once(child, 'message')
  return answer
}
