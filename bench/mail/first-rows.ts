import type { Line } from '../lag-proxy.ts'
import { startProxy } from '../support/lagged.ts'
import { median, shownMs, table } from '../support/table.ts'
import { afterLogin, inSecondProcess } from './in-second-process.ts'
import type { MailBench } from './mail-bench.ts'

const STATEMENTS: Readonly<Record<string, string>> = {
  'the newest 20 rows': 'SELECT Id, Subject, [From], ReceivedDate, Size FROM Inbox LIMIT 20',
  'the newest 10 with a word that many subjects have':
    "SELECT Id, Subject FROM Inbox WHERE Subject LIKE '%re%' LIMIT 10",
}

/** The first rows of a mailbox that nothing is known of, by a process that starts: what is asked, and how often it waits for that. */
export async function firstRows(bench: MailBench, line: Line): Promise<string> {
  using proxy = await startProxy(bench.server.port, line)
  const rows = []
  for (const [name, sql] of Object.entries(STATEMENTS)) {
    const times: number[] = []
    let cells: string[] = []
    for (let round = 0; round < bench.rounds; round++) {
      const { ms, traffic, rows: count } = await inSecondProcess(proxy, {}, [sql])
      times.push(ms)
      const fetches = afterLogin(traffic).filter(command => /\bFETCH\b/.test(command))
      cells = [traffic.roundTrips, traffic.commands.length, fetches.length, traffic.fetchRows, count].map(
        String,
      )
    }
    rows.push([name, shownMs(median(times)), ...cells])
  }
  return table(
    ['cold', 'ms, from connect()', 'round trips', 'commands', 'FETCH', 'fetched rows', 'rows out'],
    rows,
  )
}
