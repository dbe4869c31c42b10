import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Connection, connect } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { numbers } from './changing-mailbox.ts'
import { tornRows } from './torn-rows.ts'

/** A server whose mailbox changes on demand. */
export interface ChangingServer {
  /** Without what says where the store is. */
  readonly connectionString: string
  /** The same changes for the same seed. */
  change(seed: number): Promise<void>
}

export interface KillPlan {
  readonly kills: number
  readonly seed: number
  /** What the processes read over and over, and what is compared. */
  readonly statements: readonly string[]
  /** The store is compared after so many kills, */
  readonly killsBeforeLook: number
  /** and a new one begun after so many looks. */
  readonly looksAtStore: number
  /** So long at most it goes on after its fetching began, or after its start. */
  readonly longestMs: number
}

export interface KillCount {
  readonly kills: number
  /** Of these, kills while something was being fetched. */
  readonly inMidFetch: number
  readonly looks: number
  /** Rows that were compared. */
  readonly rows: number
}

/** Kills processes that fill and refresh a store at random moments; it must answer then as a new one does, and be whole. */
export async function killAndCompare(server: ChangingServer, plan: KillPlan): Promise<KillCount> {
  const draw = numbers(plan.seed)
  const counts = { kills: 0, inMidFetch: 0, looks: 0, rows: 0 }
  let file = ''
  while (counts.kills < plan.kills) {
    if (counts.looks % plan.looksAtStore === 0) file = join(makeDirectory(), 'mail.db')
    const lasting = `${server.connectionString};AutoCache=true;CacheTolerance=0;CacheLocation="${file}"`
    for (let i = 0; i < plan.killsBeforeLook; i++) {
      const wasFetching = await killOne(lasting, plan, { draw, server })
      counts.kills++
      if (wasFetching) counts.inMidFetch++
    }
    const about = `after kill ${counts.kills} of seed ${plan.seed}`
    counts.rows += await compare([lasting, server.connectionString], plan.statements, about)
    counts.looks++
    expect(tornRows(file), about).toEqual([])
  }
  return counts
}

interface Killing {
  readonly draw: (below: number) => number
  readonly server: ChangingServer
}

/** A statement that fetches nothing is killed all the same. */
const LONGEST_START_MS = 1_000

/** Whether it was in the middle of a fetch. */
async function killOne(
  connection: string,
  { statements, longestMs }: KillPlan,
  { draw, server }: Killing,
): Promise<boolean> {
  const child = reader(connection, statements)
  let told = ''
  const { promise: fetches, resolve } = Promise.withResolvers<void>()
  child.stdout!.on('data', chunk => {
    told = `${chunk}`.trimEnd().split('\n').at(-1)!
    if (told === 'fetching') resolve()
  })
  await once(child.stdout!, 'data')
  await server.change(1 + draw(1e6))
  // Some are killed while they open the mailbox, most while they read it.
  if (draw(4) > 0) await Promise.race([fetches, setTimeout(LONGEST_START_MS)])
  await setTimeout(draw(longestMs))
  const gone = once(child, 'exit')
  process.kill(-child.pid!, 'SIGKILL')
  await gone
  return told === 'fetching'
}

/** A process that reads the mailbox again and again; it says when it begins, and how it goes. */
function reader(connection: string, statements: readonly string[]): ChildProcess {
  const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect(${JSON.stringify(connection)})
    console.log('begins')
    const onProgress = ({ done, total }) => console.log(done < total ? 'fetching' : 'fetched')
    for (;;) for (const sql of ${JSON.stringify(statements)}) await db.query(sql, [], { onProgress })`
  // A group of its own, so that its engine is killed with it.
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** How many rows were the same by both connections. */
async function compare(
  connections: readonly [kept: string, fresh: string],
  statements: readonly string[],
  about: string,
): Promise<number> {
  const [kept, fresh] = (await Promise.all(connections.map(each => connect(each)))) as [
    Connection,
    Connection,
  ]
  let rows = 0
  for (const sql of statements) {
    const [found, expected] = [await kept.query(sql), await fresh.query(sql)]
    expect(found.rows, `${about}: ${sql}`).toEqual(expected.rows)
    rows += found.rowCount
  }
  for (const db of [kept, fresh]) await db.close()
  return rows
}
