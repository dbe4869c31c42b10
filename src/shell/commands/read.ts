import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'

export const read: ShellCommand = {
  name: '.read',
  aliases: ['\\i', '\\include'],
  group: 'Scripts',
  usage: '.read FILE',
  help: 'run the statements and commands of a file',
  argument: 'file',
  async run({ runFile }, argument) {
    if (argument === '') {
      throw new GmailSqlError('MISSING_INPUT', '.read needs the name of a file', {
        hint: 'Example: .read report.sql',
      })
    }
    await runFile(argument.replace(/^'(.*)'$|^"(.*)"$/s, '$1$2'))
  },
}
