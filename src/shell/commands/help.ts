import type { ShellCommand } from '../command.ts'
import { findCommand } from '../find-command.ts'

export const help: ShellCommand = {
  name: '.help',
  usage: '.help [COMMAND]',
  help: 'list the commands, or say more about one',
  async run(context, argument) {
    const { commands } = context
    if (argument !== '') {
      const command = findCommand(commands, argument.startsWith('.') ? argument : `.${argument}`)
      const names = command.aliases ? ` (also ${command.aliases.join(', ')})` : ''
      return context.print(`${command.usage}${names}\n${command.help}\n`)
    }
    const width = Math.max(...commands.map(command => command.usage.length))
    const lines = commands.map(command => `${command.usage.padEnd(width)}  ${command.help.split('\n')[0]}\n`)
    await context.print(
      `${lines.join('')}Everything else is SQL and ends with a semicolon. Ctrl-C cancels, Ctrl-D quits.\n`,
    )
  },
}
