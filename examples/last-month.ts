// Last month's mail by sender as a CSV file, for a line in crontab:
//
//   0 6 1 * * GMAILSQL_USER=you@gmail.com GMAILSQL_PASSWORD=… node examples/last-month.ts /var/reports
//
// It is silent when all went well, so that cron sends mail about failures only.
import { join } from 'node:path'
import { connect } from 'gmailsql'

const folder = process.argv[2] ?? '.'
const now = new Date()
const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1))
const file = join(folder, `mail-${last.toISOString().slice(0, 7)}.csv`)

// Only what came since the last run is fetched.
const db = await connect({ AutoCache: true })
try {
  // A quotation mark in a text of SQL is written twice.
  const target = `csv://${file};overwrite=true`.replaceAll("'", "''")
  await db.query(
    `SELECT [From], COUNT(*) AS Messages, SUM(Size) AS Bytes, SUM(NOT IsRead) AS Unread
     INTO '${target}' FROM Messages
     WHERE ReceivedDate = L_LAST_MONTH() GROUP BY [From] ORDER BY Messages DESC, [From]`,
  )
} finally {
  await db.close()
}
