/**
 * One statement in a process of its own: told its order over IPC, it runs it and tells what it took. It runs what is built, where
 * that is there: Node.js takes longer to start with TypeScript.
 */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type * as Gmailsql from '../../src/index.ts'
import { withPeakMemory } from '../../test/support/process-cost.ts'
import { countStream } from './readings.ts'

export interface Order {
  readonly properties: Readonly<Record<string, string | number | boolean>>
  /** All in one connection; the last one is measured by itself too. */
  readonly statements: readonly string[]
  /** The last statement is streamed, and its rows are let go. */
  readonly streams?: boolean
}

export interface Told {
  /** From connect() to the last row of the last statement. */
  readonly ms: number
  /** Of the last statement. */
  readonly lastMs: number
  readonly rows: number
  /** While the last statement ran, by process: most megabytes above those before it. Linux only. */
  readonly peakMb: Readonly<Record<string, number>>
}

const BUILT = new URL('../../dist/src/index.js', import.meta.url)
const SOURCE = new URL('../../src/index.ts', import.meta.url)

process.once('message', async ({ properties, statements, streams = false }: Order) => {
  const { connect } = (await import((existsSync(BUILT) ? BUILT : SOURCE).href)) as typeof Gmailsql
  const start = performance.now()
  const db = await connect(properties)
  for (const sql of statements.slice(0, -1)) await db.query(sql)
  const last = statements.at(-1)!
  const read = async () => (streams ? await countStream(db, last) : (await db.query(last)).rowCount)
  const lastStart = performance.now()
  const { answer: rows, peakMb } = streams ? await withPeakMemory(read) : { answer: await read(), peakMb: {} }
  const end = performance.now()
  process.send?.({ ms: end - start, lastMs: end - lastStart, rows, peakMb } satisfies Told)
  // The farewell is none of what the rows took.
  await once(process, 'message')
  await db.close()
  process.disconnect()
})
