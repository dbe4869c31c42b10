import type { ShellCommand } from '../command.ts'

export const quit: ShellCommand = {
  name: '.quit',
  aliases: ['.exit'],
  usage: '.quit',
  help: 'leave; so does Ctrl-D',
  async run(context) {
    context.quit()
  },
}
