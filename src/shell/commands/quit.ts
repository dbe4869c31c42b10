import type { ShellCommand } from '../command.ts'

export const quit: ShellCommand = {
  name: '.quit',
  aliases: ['.exit', '\\q'],
  group: 'The shell',
  usage: '.quit',
  help: 'leave; so does Ctrl-D',
  async run({ session }) {
    session.hasQuit = true
  },
}
