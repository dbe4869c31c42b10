import { collectResult } from '../collect-result.ts'
import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { setVariable } from '../set-variable.ts'
import { checkVariableName } from '../variables.ts'

export const gset: ShellCommand = {
  name: '.gset',
  aliases: ['\\gset'],
  group: 'Scripts',
  usage: '.gset [PREFIX]',
  help: `run the last statement and set a variable for each column of its one row
The variables are called like the columns, behind PREFIX; NULL forgets one. \\gset may stand at the end of a statement in place of
its semicolon: SELECT COUNT(*) AS n FROM Inbox \\gset`,
  async run(context, prefix) {
    const { session } = context
    const result = await collectResult(context)
    if (!result) return
    if (result.total !== 1) {
      throw new GmailSqlError(
        'BAD_VALUE',
        `${context.spelling} needs one row, and there are ${result.total}`,
        {
          hint: 'LIMIT 1 takes the first one.',
        },
      )
    }
    const names = result.columns.map(({ name }) => checkVariableName(prefix + name))
    for (const [index, name] of names.entries()) {
      const value = result.rows[0]![index]
      if (value instanceof Uint8Array) {
        throw new GmailSqlError('BAD_VALUE', `${name} is a BLOB, and a variable is a text`, {
          hint: 'hex(…) makes a text of it.',
        })
      }
      if (value === null || value === undefined) session.variables.delete(name)
      else setVariable(session, name, String(value))
    }
  },
}
