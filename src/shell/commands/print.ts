import type { ShellCommand } from '../command.ts'

export const print: ShellCommand = {
  name: '.print',
  aliases: ['.echo', '\\echo', '\\qecho'],
  group: 'Scripts',
  usage: '.print TEXT',
  help: 'write a line to where results go\n:NAME in it is the value of a variable.',
  async run({ session, print }, argument) {
    const text = argument.replace(
      /:([\p{L}_][\p{L}\p{N}_]*)/gu,
      (all, name) => session.variables.get(name) ?? all,
    )
    await print(`${text}\n`)
  },
}
