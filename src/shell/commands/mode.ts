import type { ShellCommand } from '../command.ts'
import { FORMAT_NAMES, GmailSqlError, isFormatName } from '../door.ts'

export const mode: ShellCommand = {
  name: '.mode',
  usage: '.mode [FORMAT]',
  help: `show or set the form of results
FORMAT is one of ${FORMAT_NAMES.join(', ')}`,
  async run(context, argument) {
    if (argument === '') return context.print(`${context.settings.format}\n`)
    if (!isFormatName(argument)) {
      throw new GmailSqlError('BAD_VALUE', `there is no format "${argument}"`, {
        hint: `The formats are ${FORMAT_NAMES.join(', ')}.`,
      })
    }
    context.settings.format = argument
  },
}
