import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { withPeakMemory } from '../../support/process-cost.ts'
import { GOOD } from './bombs.ts'

const MOST_MS = 5_000
const MOST_MB = 300

export const isMeasured = process.platform === 'linux'
if (!isMeasured) console.warn('\n*** SKIPPED: the memory of processes is measured on Linux only. ***\n')

/** A mail server with a mailbox for each of the bombs named. */
export interface BombServer extends AsyncDisposable {
  open(): Promise<Connection>
}

export async function startBombServer(names: readonly string[]): Promise<BombServer> {
  const server = fork(join(import.meta.dirname, 'serve.ts'), names, {
    execArgv: ['--experimental-strip-types', '--no-warnings'],
  })
  const gone = once(server, 'exit')
  const failed = gone.then(() => expect.fail('the server ended'))
  const [connectionString] = (await Promise.race([once(server, 'message'), failed])) as [string]
  return {
    open: () => connect(connectionString),
    async [Symbol.asyncDispose]() {
      server.disconnect()
      await gone
    },
  }
}

export type Row = Readonly<Record<string, unknown>>

/**
 * The row of a bomb by one SELECT over its mailbox. All other rows are as they must be, in bounded time of this process and
 * memory of each; the reader, which is there for what has to be converted, has a limit of time of its own. The connection goes on.
 * @param processes that must be among those that are measured
 */
export async function readBomb(
  server: BombServer,
  name: string,
  columns: string,
  processes: readonly string[] = ['engine', 'host'],
): Promise<Row> {
  await using db = await server.open()
  const sql = `SELECT Id, Subject, BodyText, ParseError, ${columns} FROM "${name}"`
  // Both processes are started and have loaded what they need.
  await db.query(`${sql} WHERE Id = 1`)
  const rows: Row[] = []
  const { answer: ms, peakMb } = await withPeakMemory(() =>
    cpuTime(async () => {
      for await (const row of db.stream(sql)) rows.push(row)
    }),
  )
  const id = GOOD / 2 + 1
  const good = rows.filter(row => row['Id'] !== id)
  const texts = Array.from({ length: GOOD }, (_, n) => `text ${GOOD - 1 - n}`)
  expect(good.map(row => row['BodyText'])).toEqual(texts)
  expect(good.every(row => row['Subject'] === 'good' && row['ParseError'] === null)).toBe(true)
  expect(ms).toBeLessThan(MOST_MS)
  expect(Object.keys(peakMb)).toEqual(expect.arrayContaining([...processes]))
  for (const [process, mb] of Object.entries(peakMb))
    expect({ process, mb, isBounded: mb < MOST_MB }).toEqual({ process, mb, isBounded: true })
  expect((await db.queryArrays(`SELECT COUNT(*) FROM "${name}"`)).rows).toEqual([[GOOD + 1]])
  return rows.find(row => row['Id'] === id)!
}
