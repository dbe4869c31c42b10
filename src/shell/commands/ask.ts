import type { ShellCommand } from '../command.ts'
import { escapeForTerminal, GmailSqlError } from '../door.ts'
import { setVariable } from '../set-variable.ts'
import { checkVariableName } from '../variables.ts'

export const ask: ShellCommand = {
  name: '.ask',
  aliases: ['\\prompt'],
  group: 'Scripts',
  usage: '.ask [TEXT] NAME',
  help: `ask for the value of a variable
Also in files that .read runs at the prompt. Without a prompt --set NAME=VALUE gives the value.`,
  argument: 'variable',
  async run({ session, signal, spelling }, argument) {
    const [, text = '', last = ''] = /^(?:(.*)\s)?(\S*)$/s.exec(argument)!
    const name = checkVariableName(last)
    const { read } = session.lines
    if (!read) {
      throw new GmailSqlError('NOT_SUPPORTED', `${spelling} needs a prompt, and this is a script`, {
        hint: `Give the value on the command line: --set ${name}=value`,
      })
    }
    const asked = text.trim().replace(/^'(.*)'$|^"(.*)"$/s, '$1$2') || `${name}:`
    const typed = await read(`${escapeForTerminal(asked)} `, signal)
    if (typeof typed !== 'string') {
      throw new GmailSqlError('CANCELLED', `there is no value for ${name}`, { hint: 'Nothing was typed.' })
    }
    setVariable(session, name, typed)
  },
}
