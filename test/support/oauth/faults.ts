import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { EndpointName } from './request-log.ts'

/** What goes wrong with a request, instead of the answer or with it. */
export interface Fault {
  /** Default token. */
  readonly endpoint?: EndpointName
  /** How many requests it strikes; default 1. */
  readonly times?: number
  /** Milliseconds before anything else happens. */
  readonly delay?: number
  /** Given, it is answered instead of the server: 307 with a `location`, 500, 429 with `retry-after` … */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it is, anything else as JSON; with `status`, or alone for 200. */
  readonly body?: unknown
  /** Ends the connection: before the server does anything, or after it did everything (the answer is lost). */
  readonly drop?: 'before' | 'after'
  /** Changes a JSON answer of the server. */
  readonly rewrite?: (answer: Record<string, unknown>) => unknown
}

/** Faults in the order in which they strike. */
export class Faults {
  #pending: { fault: Fault; left: number }[] = []

  add(...faults: readonly Fault[]): void {
    this.#pending.push(...faults.map(fault => ({ fault, left: fault.times ?? 1 })))
  }

  clear(): void {
    this.#pending = []
  }

  /** The fault of the next request to this endpoint, used up. */
  take(endpoint: EndpointName): Fault | null {
    const next = this.#pending.find(({ fault }) => (fault.endpoint ?? 'token') === endpoint)
    if (next === undefined) return null
    next.left -= 1
    if (next.left <= 0) this.#pending = this.#pending.filter(pending => pending !== next)
    return next.fault
  }
}

/** @returns true if the fault has answered. */
export async function strike(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.delay !== undefined) await wait(fault.delay, undefined, { ref: false })
  if (fault.drop === 'before') {
    response.socket?.destroy()
    return true
  }
  if (fault.status !== undefined || fault.body !== undefined) {
    const isText = typeof fault.body === 'string'
    const type = isText ? 'text/plain; charset=utf-8' : 'application/json'
    response.writeHead(fault.status ?? 200, { 'content-type': type, ...fault.headers })
    response.end(isText ? fault.body : fault.body === undefined ? '' : JSON.stringify(fault.body))
    return true
  }
  if (fault.drop === 'after' || fault.rewrite !== undefined) intercept(fault, response)
  return false
}

/** Lets the server answer and stands between it and the client. */
function intercept({ drop, rewrite }: Fault, response: ServerResponse): void {
  const end = response.end.bind(response)
  const replacement = (body?: unknown): ServerResponse => {
    if (drop === 'after' || rewrite === undefined) {
      response.socket?.destroy()
      return response
    }
    const changed = rewrite(JSON.parse(String(body)) as Record<string, unknown>)
    const text = typeof changed === 'string' ? changed : JSON.stringify(changed)
    response.setHeader('content-length', Buffer.byteLength(text))
    return end(text)
  }
  response.end = replacement as typeof response.end
}
