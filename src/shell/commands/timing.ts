import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'

export const timing: ShellCommand = {
  name: '.timing',
  usage: '.timing [on|off]',
  help: 'say rows, time, IMAP commands and bytes after each statement',
  async run(context, argument) {
    if (argument === '') return context.print(`${context.settings.timing ? 'on' : 'off'}\n`)
    if (argument !== 'on' && argument !== 'off') {
      throw new GmailSqlError('BAD_VALUE', `.timing takes on or off, not "${argument}"`, {
        hint: 'Example: .timing on',
      })
    }
    context.settings.timing = argument === 'on'
  },
}
