import type { ShellCommand } from '../command.ts'
import { escapeForTerminal, GmailSqlError } from '../door.ts'

export const schema: ShellCommand = {
  name: '.schema',
  usage: '.schema TABLE',
  help: `list the columns of a table
The same as SELECT ColumnName, DataTypeName, Description FROM sys_tablecolumns WHERE TableName = 'TABLE'`,
  async run(context, argument) {
    const table = withoutQuotes(argument)
    if (table === '') {
      throw new GmailSqlError('MISSING_INPUT', '.schema needs the name of a table', {
        hint: 'Example: .schema Inbox; .tables lists the names.',
      })
    }
    const count = await context.runSql(
      `SELECT ColumnName, DataTypeName, Description FROM sys_tablecolumns
        WHERE TableName = ? COLLATE NOCASE ORDER BY Ordinal`,
      [table],
    )
    if (count === 0)
      await context.print(`no table is named "${escapeForTerminal(table)}"; .tables lists them\n`)
  },
}

/** `[Sent Mail]`, `"Sent Mail"` and Sent Mail name the same table. */
function withoutQuotes(name: string): string {
  const quoted = /^\[(.*)\]$|^"(.*)"$|^`(.*)`$/.exec(name)
  return quoted ? (quoted[1] ?? quoted[2] ?? quoted[3] ?? '') : name
}
