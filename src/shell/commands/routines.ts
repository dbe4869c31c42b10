import type { ShellCommand } from '../command.ts'
import { escapeForTerminal } from '../door.ts'

export const procedures: ShellCommand = {
  name: '.procedures',
  aliases: ['.procedure'],
  group: 'Names',
  usage: '.procedures [NAME]',
  help: `list the stored procedures, or the inputs of one
The same as SELECT ProcedureName, Description FROM sys_procedures, and of its inputs SELECT ColumnName, DataTypeName,
IsRequired, "Default", Description FROM sys_procedureparameters`,
  argument: 'procedure',
  async run({ runSql, print }, argument) {
    if (argument === '') {
      await runSql('SELECT ProcedureName, Description FROM sys_procedures ORDER BY ProcedureName')
      return
    }
    const count = await runSql(
      `SELECT ColumnName, DataTypeName, IsRequired, "Default", Description FROM sys_procedureparameters
        WHERE ProcedureName = ? COLLATE NOCASE AND Direction = 1 ORDER BY Ordinal`,
      [argument],
    )
    if (count === 0)
      await print(
        `no procedure with inputs is named "${escapeForTerminal(argument)}"; .procedures lists them\n`,
      )
  },
}

/** A list in sys_sqlinfo becomes a row for each of its names. */
const SELECT_FUNCTIONS = `SELECT Function, Kind FROM (
  SELECT ProcedureName AS Function, 'procedure' AS Kind FROM sys_procedures
  UNION ALL SELECT name.value, lower(replace(replace(list.Name, '_FUNCTIONS', ''), '_', ' '))
  FROM sys_sqlinfo AS list, json_each('["' || replace(list.Value, ',', '","') || '"]') AS name
  WHERE list.Name LIKE '%FUNCTIONS')`

export const functions: ShellCommand = {
  name: '.functions',
  aliases: ['\\df'],
  group: 'Names',
  usage: '.functions [PATTERN]',
  help: 'list the functions of SQL and the stored procedures\nPATTERN is one of LIKE, e.g. .functions date%',
  async run({ runSql }, argument) {
    if (argument === '') await runSql(`${SELECT_FUNCTIONS} ORDER BY Function`)
    else await runSql(`${SELECT_FUNCTIONS} WHERE Function LIKE ? ORDER BY Function`, [argument])
  },
}
