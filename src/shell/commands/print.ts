import type { ShellCommand } from '../command.ts'
import { withVariables } from '../variables.ts'

export const print: ShellCommand = {
  name: '.print',
  aliases: ['.echo', '\\echo', '\\qecho'],
  group: 'Scripts',
  usage: '.print TEXT',
  help: `write a line to where results go
:NAME in it is the value of a variable, :'NAME' and :"NAME" that in the quotes of SQL, and :{?NAME} whether it is set.`,
  async run({ session, print }, argument) {
    await print(`${withVariables(argument, session.variables)}\n`)
  },
}
