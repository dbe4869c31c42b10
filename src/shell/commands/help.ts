import { COMMAND_GROUPS, type ShellCommand } from '../command.ts'
import { findCommand } from '../find-command.ts'

export const help: ShellCommand = {
  name: '.help',
  aliases: ['\\?'],
  group: 'The shell',
  usage: '.help [COMMAND]',
  help: 'list the commands, or say more about one',
  argument: 'command',
  async run({ commands, print, page }, argument) {
    if (argument !== '') {
      const isSigned = /^[.\\]/.test(argument)
      const command = findCommand(commands, isSigned ? argument : `.${argument}`)
      const names = command.aliases ? ` (also ${command.aliases.join(', ')})` : ''
      return print(`${command.usage}${names}\n${command.help}\n`)
    }
    await page(listText(commands))
  },
}

function listText(commands: readonly ShellCommand[]): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length))
  const line = ({ usage, help: text, aliases }: ShellCommand) => {
    const other = aliases?.filter(alias => alias.startsWith('\\'))[0]
    return `${usage.padEnd(width)}  ${text.split('\n')[0]}${other === undefined ? '' : `  (${other})`}\n`
  }
  const part = (group: ShellCommand['group']) =>
    `${group}\n${commands
      .filter(command => command.group === group)
      .map(line)
      .join('')}`
  return `${COMMAND_GROUPS.map(part).join('\n')}
Everything else is SQL and ends with a semicolon. Ctrl-C cancels, Ctrl-D quits.
`
}
