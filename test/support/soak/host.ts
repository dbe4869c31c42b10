/** A process that has connections and does with them what it is told; forked with `--expose-gc`. */
import { type Connection, connect, isGmailSqlError } from '../../../src/index.ts'
import type { AnswerRow, Cell } from './reads.ts'

export type HostRequest = { readonly id: number } & (
  | { readonly what: 'open'; readonly client: string; readonly properties: string }
  | {
      readonly what: 'query'
      readonly client: string
      readonly sql: string
      readonly params: readonly Cell[]
    }
  | { readonly what: 'watch'; readonly client: string }
  | { readonly what: 'measure' }
  | { readonly what: 'close' }
)

export interface HostReply {
  readonly id: number
  readonly rows?: readonly AnswerRow[]
  readonly error?: { readonly code: string; readonly message: string }
  /** Of a message that a watch gives. */
  readonly subject?: string
  /** Octets that are in use after a collection. */
  readonly heap?: number
}

const connections = new Map<string, Connection>()
const watches: AsyncIterator<unknown>[] = []

async function answer(request: HostRequest): Promise<Omit<HostReply, 'id'>> {
  switch (request.what) {
    case 'open':
      connections.set(request.client, await connect(request.properties))
      return {}
    case 'query': {
      const { rows } = await connections.get(request.client)!.queryArrays(request.sql, request.params)
      return { rows: rows as AnswerRow[] }
    }
    case 'watch':
      return watch(request.id, request.client)
    case 'measure': {
      globalThis.gc?.()
      const { heapUsed, external } = process.memoryUsage()
      return { heap: heapUsed + external }
    }
    case 'close':
      for (const each of watches) await each.return?.()
      for (const connection of connections.values()) await connection.close()
      return {}
  }
}

async function watch(id: number, client: string): Promise<object> {
  const rows = connections.get(client)!.watch('Inbox')
  watches.push(rows)
  for await (const { Subject } of rows) process.send?.({ id, subject: `${Subject}` } satisfies HostReply)
  return {}
}

process.on('disconnect', () => process.exit())
process.on('message', (request: HostRequest) => {
  answer(request)
    .catch((error: unknown) => {
      const code = isGmailSqlError(error) ? error.code : 'no GmailSqlError'
      return { error: { code, message: error instanceof Error ? error.message : String(error) } }
    })
    .then(reply => process.send?.({ id: request.id, ...reply }))
})
