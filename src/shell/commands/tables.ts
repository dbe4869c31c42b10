import type { CommandContext, ShellCommand } from '../command.ts'

export const tables: ShellCommand = {
  name: '.tables',
  aliases: ['\\dt'],
  group: 'Names',
  usage: '.tables [PATTERN]',
  help: `list tables and views
PATTERN is one of LIKE: % is any text, _ any character, e.g. .tables %mail%
The same as SELECT TableName, TableType, Description FROM sys_tables WHERE SchemaName = 'IMAP' ORDER BY TableName`,
  async run(context, argument) {
    await listTables(context, "SchemaName = 'IMAP'", argument)
  },
}

export const views: ShellCommand = {
  name: '.views',
  aliases: ['\\dv'],
  group: 'Names',
  usage: '.views [PATTERN]',
  help: 'list views only',
  async run(context, argument) {
    await listTables(context, "SchemaName = 'IMAP' AND TableType LIKE '%VIEW'", argument)
  },
}

async function listTables({ runSql }: CommandContext, condition: string, pattern: string): Promise<void> {
  const select = `SELECT TableName, TableType, Description FROM sys_tables WHERE ${condition}`
  if (pattern === '') await runSql(`${select} ORDER BY TableName`)
  else await runSql(`${select} AND TableName LIKE ? ORDER BY TableName`, [pattern])
}
