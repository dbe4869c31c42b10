import type { CommandContext, ShellCommand } from '../command.ts'
import { escapeForTerminal, GmailSqlError } from '../door.ts'
import { tables } from './tables.ts'

export const schema: ShellCommand = {
  name: '.schema',
  group: 'Names',
  usage: '.schema TABLE',
  help: `list the columns of a table
The same as SELECT ColumnName, DataTypeName, Description FROM sys_tablecolumns WHERE TableName = 'TABLE'`,
  argument: 'table',
  async run(context, argument) {
    const table = withoutQuotes(argument)
    if (table === '') {
      throw new GmailSqlError('MISSING_INPUT', '.schema needs the name of a table', {
        hint: 'Example: .schema Inbox; .tables lists the names.',
      })
    }
    await listColumns(context, table)
  },
}

export const describe: ShellCommand = {
  name: '.describe',
  aliases: ['\\d'],
  group: 'Names',
  usage: '.describe [TABLE]',
  help: 'list the columns of a table, or the tables when none is named',
  argument: 'table',
  async run(context, argument) {
    if (argument === '') await tables.run(context, '')
    else await listColumns(context, withoutQuotes(argument))
  },
}

async function listColumns({ runSql, print }: CommandContext, table: string): Promise<void> {
  const count = await runSql(
    `SELECT ColumnName, DataTypeName, Description FROM sys_tablecolumns
        WHERE TableName = ? COLLATE NOCASE ORDER BY Ordinal`,
    [table],
  )
  if (count === 0) await print(`no table is named "${escapeForTerminal(table)}"; .tables lists them\n`)
}

/** `[Sent Mail]`, `"Sent Mail"` and Sent Mail name the same table. */
function withoutQuotes(name: string): string {
  const quoted = /^\[(.*)\]$|^"(.*)"$|^`(.*)`$/.exec(name)
  return quoted ? (quoted[1] ?? quoted[2] ?? quoted[3] ?? '') : name
}
