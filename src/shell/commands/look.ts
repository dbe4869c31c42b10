import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { THEMES } from '../edit/theme.ts'

export const theme: ShellCommand = {
  name: '.theme',
  group: 'The shell',
  usage: '.theme [NAME]',
  help: `show or set the colours of what is typed
NAME is one of ${Object.keys(THEMES).join(', ')}. NO_COLOR leaves all of them out.`,
  argument: Object.keys(THEMES),
  async run({ session: { settings }, print }, argument) {
    if (argument === '') return print(`${settings.theme}\n`)
    if (!Object.hasOwn(THEMES, argument)) {
      throw new GmailSqlError('BAD_VALUE', `there is no theme "${argument}"`, {
        hint: `The themes are ${Object.keys(THEMES).join(', ')}.`,
      })
    }
    settings.theme = argument
  },
}

export const promptText: ShellCommand = {
  name: '.prompt',
  group: 'The shell',
  usage: '.prompt [TEXT]',
  help: `show or set the prompt
%u in it is the user, %r says (read-only) where nothing can be written, %% is a percent sign. A blank is put behind it. @ in it
shows that a branch of .if is skipped.`,
  async run({ session: { settings }, print }, argument) {
    if (argument === '') return print(`${settings.prompt}\n`)
    settings.prompt = argument
  },
}
