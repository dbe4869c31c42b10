import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'

export const shell: ShellCommand = {
  name: '.shell',
  aliases: ['.system', '\\!'],
  group: 'The shell',
  usage: '.shell COMMAND',
  help: 'run a program',
  async run({ session: { lines } }, argument) {
    if (argument === '') {
      throw new GmailSqlError('MISSING_INPUT', '.shell needs a command', { hint: 'Example: .shell ls' })
    }
    const run = async () => {
      const [exitCode] = await once(spawn(argument, { shell: true, stdio: 'inherit' }), 'close')
      if (exitCode === 0) return
      throw new GmailSqlError('BAD_VALUE', `"${argument}" ended with ${exitCode}`, {
        hint: 'What it said stands above.',
      })
    }
    await (lines.suspend ? lines.suspend(run) : run())
  },
}
