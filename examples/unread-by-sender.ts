// Who writes what you have not read: a program that runs, prints and ends.
//
//   GMAILSQL_USER=you@gmail.com GMAILSQL_PASSWORD=… node examples/unread-by-sender.ts [how many]
import { connect, isGmailSqlError } from 'gmailsql'

interface Sender {
  readonly From: string
  readonly Unread: number
  readonly Newest: string
}

const most = Number(process.argv[2] ?? 10)

try {
  // What is left out of the properties comes from variables GMAILSQL_….
  const db = await connect({})
  try {
    const { rows } = await db.query<Sender>(
      `SELECT [From], COUNT(*) AS Unread, MAX(ReceivedDate) AS Newest
       FROM Inbox WHERE IsRead = 0 GROUP BY [From] ORDER BY Unread DESC, Newest DESC LIMIT ?`,
      [most],
    )
    for (const { From, Unread, Newest } of rows) console.log(`${Unread}\t${Newest}\t${From}`)
  } finally {
    await db.close()
  }
} catch (error) {
  if (!isGmailSqlError(error)) throw error
  console.error(`${error.code}: ${error.message}\n${error.hint ?? ''}`)
  process.exitCode = 1
}
