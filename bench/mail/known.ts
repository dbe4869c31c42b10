import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Line } from '../lag-proxy.ts'
import { type ProxyProcess, startProxy } from '../support/lagged.ts'
import { withSocket } from '../support/server.ts'
import { median, shownMs, table } from '../support/table.ts'
import { afterLogin, inSecondProcess, type SecondProcess } from './in-second-process.ts'
import type { MailBench } from './mail-bench.ts'

const COLUMNS = 'Subject, [From], ReceivedDate, Size, IsRead, IsStarred'
const NEWEST = `SELECT ${COLUMNS} FROM Inbox LIMIT 20`
const ALL = `SELECT COUNT(*), COUNT(Subject), COUNT([From]), MAX(ReceivedDate), SUM(Size), SUM(IsRead), SUM(IsStarred) FROM Inbox`

interface Work {
  readonly name: string
  readonly sql: string
  readonly properties?: Readonly<Record<string, boolean>>
  readonly before?: (bench: MailBench) => Promise<unknown>
}

const WORKS: readonly Work[] = [
  { name: 'nothing changed, the newest 20 rows', sql: NEWEST },
  {
    name: 'looked at within CacheTolerance, with CacheMetadata; the newest 20 rows',
    sql: NEWEST,
    properties: { CacheMetadata: true },
  },
  { name: 'nothing changed, totals of all rows', sql: ALL },
  { name: 'flags of 10 changed, 5 new, 5 expunged; totals of all rows', sql: ALL, before: changeSome },
]

/** A mailbox that is kept in a file, read by another process: what it asks the server, and what it takes. */
export async function known(bench: MailBench, line: Line): Promise<string> {
  using proxy = await startProxy(bench.server.port, line)
  const kept = { AutoCache: true, CacheLocation: mkdtempSync(join(bench.server.directory, 'cache-')) }
  await inSecondProcess(proxy, kept, [ALL])
  // One that has the list of mailboxes too.
  await inSecondProcess(proxy, { ...kept, CacheMetadata: true }, [NEWEST])
  const rows = []
  for (const work of WORKS) rows.push(await measured(work, bench, proxy, kept))
  return table(
    [
      'work',
      'ms, from connect()',
      'after `SELECT 1`',
      'round trips',
      'commands',
      'after the login',
      'fetched rows',
    ],
    rows,
  )
}

async function measured(
  { name, sql, properties, before }: Work,
  bench: MailBench,
  proxy: ProxyProcess,
  kept: Readonly<Record<string, string | boolean>>,
): Promise<string[]> {
  const runs: SecondProcess[] = []
  const started: SecondProcess[] = []
  // What was looked at just now would not be asked for at all.
  const own = { ...kept, CacheTolerance: properties?.['CacheMetadata'] ? 3600 : 0, ...properties }
  for (let round = 0; round < bench.rounds; round++) {
    await before?.(bench)
    runs.push(await inSecondProcess(proxy, own, [sql]))
    await before?.(bench)
    started.push(await inSecondProcess(proxy, own, ['SELECT 1', sql]))
  }
  const { traffic } = runs.at(-1)!
  const after = afterLogin(traffic)
  return [
    name,
    shownMs(median(runs.map(({ ms }) => ms))),
    shownMs(median(started.map(({ lastMs }) => lastMs))),
    `${traffic.roundTrips}`,
    `${traffic.commands.length}`,
    `${after.length}: ${after.map(nameOf).join(', ')}`,
    `${traffic.fetchRows}`,
  ]
}

function nameOf(command: string): string {
  return /^(?:UID )?[A-Z]+/.exec(command)?.[0] ?? command
}

/** By another client: spread over the mailbox. */
async function changeSome({ server: { port } }: MailBench): Promise<void> {
  await withSocket(port, async raw => {
    await raw.ask('SELECT INBOX')
    const uids = await raw.uids()
    const some = (from: number, count: number) =>
      Array.from(
        { length: count },
        (_, i) => uids[from + Math.floor((i * (uids.length - 20)) / count)]!,
      ).join()
    // A keyword that none has yet: storing a flag that is there changes nothing.
    await raw.ask(`UID STORE ${some(0, 10)} +FLAGS.SILENT (\\Flagged $bench${Date.now()})`)
    await raw.ask(`UID STORE ${some(7, 5)} +FLAGS.SILENT (\\Deleted)`)
    await raw.ask('EXPUNGE')
    const added = Array.from({ length: 5 }, (_, i) =>
      Buffer.from(`Subject: new ${i}\r\nFrom: a@b.example\r\n\r\nnew\r\n`),
    )
    await raw.append(
      'INBOX',
      added.map(octets => ({ raw: octets, flags: [], date: null })),
    )
  })
}
