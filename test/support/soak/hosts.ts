import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { childrenOf } from '../open-files.ts'
import type { HostReply, HostRequest } from './host.ts'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** Octets and handles of a host and of its engines. */
export interface Usage {
  readonly heap: number
  readonly hostResident: number
  readonly engineResident: number
  readonly engines: number
  readonly handles: number
}

/** A process with connections, spoken to by requests. */
export class Host {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (reply: HostReply) => void>()
  readonly #onSubject: (subject: string) => void
  #requests = 0

  constructor(onSubject: (subject: string) => void) {
    this.#onSubject = onSubject
    this.#process = fork(new URL('./host.ts', import.meta.url), { execArgv: ['--expose-gc'] })
    this.#process.on('message', (reply: HostReply) => {
      if (reply.subject !== undefined) return this.#onSubject(reply.subject)
      this.#waiting.get(reply.id)?.(reply)
      this.#waiting.delete(reply.id)
    })
    this.#process.on('exit', (code, signal) => {
      const error = { code: 'process ended', message: `${code ?? signal}` }
      for (const [id, resolve] of this.#waiting) resolve({ id, error })
    })
  }

  ask(request: WithoutId<HostRequest>): Promise<HostReply> {
    const id = ++this.#requests
    return new Promise(resolve => {
      this.#waiting.set(id, resolve)
      this.#process.send({ ...request, id } as HostRequest)
    })
  }

  async measure(): Promise<Usage> {
    const { heap = 0 } = await this.ask({ what: 'measure' })
    const pid = this.#process.pid!
    const engines = childrenOf(pid)
    const handles = [pid, ...engines].map(each => readdirSync(`/proc/${each}/fd`).length)
    return {
      heap,
      hostResident: resident(pid),
      engineResident: sum(engines.map(resident)),
      engines: engines.length,
      handles: sum(handles),
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.disconnect()
    await once(this.#process, 'exit')
  }
}

function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
