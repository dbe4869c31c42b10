/**
 * `npm run demo`: runs the statements of demo.sql over the built-in mailbox, shows each with its rows and what it cost,
 * and says how to go on. Nothing leaves this machine.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startGmaild } from '../src/gmaild/index.ts'
import { type Connection, connect, createWriter, type StatementStats } from '../src/index.ts'

const GO_ON = `Go on with
  npx gmailsql --demo                                      a prompt over this mailbox; .help lists its commands
  npx gmailsql --demo --format csv -c "SELECT …"           one statement, for a script
  GMAILSQL_PASSWORD=… npx gmailsql "User=you@gmail.com"    your own mail, with an app password: see README.md
`

const write = (text: string): void => {
  process.stdout.write(text)
}

function costText({ milliseconds, commands, bytesReceived }: StatementStats): string {
  const seconds = (milliseconds / 1000).toFixed(1)
  return `${seconds} s, ${commands} IMAP commands, ${Math.ceil(bytesReceived / 1000)} kB received\n\n`
}

async function show(db: Connection, statement: string): Promise<void> {
  write(`${statement.trim()}\n\n`)
  const { columns, rows, stats } = await db.queryArrays(statement)
  const terminal = process.stdout.isTTY === true
  const width = terminal ? process.stdout.columns : undefined
  const writer = createWriter('table', { write }, { terminal, width })
  await writer.begin(columns)
  await writer.rows(rows)
  await writer.end()
  write(costText(stats))
}

async function main(): Promise<void> {
  const statements = readFileSync(join(import.meta.dirname, 'demo.sql'), 'utf8').split(/\n{2,}/)
  await using mailbox = await startGmaild()
  const { host: Server, port: Port, user: User, password: Password } = mailbox
  await using db = await connect({ Server, Port, TLS: 'None', User, Password })
  for (const statement of statements) await show(db, statement)
  write(GO_ON)
}

await main()
