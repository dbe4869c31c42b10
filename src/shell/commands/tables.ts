import type { ShellCommand } from '../command.ts'

export const tables: ShellCommand = {
  name: '.tables',
  usage: '.tables [PATTERN]',
  help: `list tables and views
PATTERN is one of LIKE: % is any text, _ any character, e.g. .tables %mail%
The same as SELECT TableName, TableType, Description FROM sys_tables WHERE SchemaName = 'IMAP' ORDER BY TableName`,
  async run(context, argument) {
    const select = "SELECT TableName, TableType, Description FROM sys_tables WHERE SchemaName = 'IMAP'"
    if (argument === '') await context.runSql(`${select} ORDER BY TableName`)
    else await context.runSql(`${select} AND TableName LIKE ? ORDER BY TableName`, [argument])
  },
}
