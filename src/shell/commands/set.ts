import type { ShellCommand } from '../command.ts'
import { escapeForTerminal } from '../door.ts'
import { setVariable } from '../set-variable.ts'
import { checkVariableName } from '../variables.ts'

export const set: ShellCommand = {
  name: '.set',
  aliases: ['\\set'],
  group: 'Scripts',
  usage: '.set [NAME [VALUE]]',
  help: `set a variable for statements, or list all
In a statement :NAME is its value, bound as a parameter and a number where it looks like one, :'NAME' a text and :"NAME" a
quoted name, for a table. --set NAME=VALUE sets one on the command line.`,
  argument: 'variable',
  async run({ session, print }, argument) {
    const { variables } = session
    if (argument === '') {
      const lines = [...variables].map(([name, value]) => `${name} = ${escapeForTerminal(value)}\n`)
      return print(lines.length > 0 ? lines.join('') : 'no variable is set\n')
    }
    const [, name = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(argument)!
    const quoted = /^'(.*)'$/s.exec(value)
    setVariable(session, name, quoted ? quoted[1]!.replaceAll("''", "'") : value)
  },
}

export const unset: ShellCommand = {
  name: '.unset',
  aliases: ['\\unset'],
  group: 'Scripts',
  usage: '.unset NAME',
  help: 'forget a variable',
  argument: 'variable',
  async run({ session }, argument) {
    session.variables.delete(checkVariableName(argument))
  },
}
