import { NO_LAG, startProxy } from '../support/lagged.ts'
import { table } from '../support/table.ts'
import { inSecondProcess } from './in-second-process.ts'
import { BODIES, type MailBench, ROWS_SQL } from './mail-bench.ts'

const STATEMENTS: Readonly<Record<string, string>> = {
  'what an ENVELOPE and its like tell, streamed': `${ROWS_SQL} Inbox`,
  'BodyText, streamed': `SELECT Id, BodyText FROM [${BODIES}]`,
}

/** Most memory above what each process had when it was connected and idle. */
export async function memory(bench: MailBench): Promise<string> {
  using proxy = await startProxy(bench.server.port, NO_LAG)
  const rows = []
  for (const [name, sql] of Object.entries(STATEMENTS)) {
    const { peakMb, rows: count } = await inSecondProcess(
      proxy,
      {},
      ['SELECT COUNT(*) FROM Inbox', 'SELECT 1', sql],
      true,
    )
    const shown = ['host', 'engine', 'reader'].map(each => (peakMb[each] ?? 0).toFixed(0))
    rows.push([name, `${count}`, ...shown])
  }
  return table(['cold', 'rows', 'host, MB', 'engine, MB', 'reader of bodies, MB'], rows)
}
