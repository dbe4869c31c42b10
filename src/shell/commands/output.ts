import type { CommandContext, ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import type { OutputTarget } from '../output-route.ts'

const TARGETS = `TARGET is a file, which must be new; --force before its name replaces it, --append adds to it. The file is readable by
you only, and appears when it is whole. |COMMAND sends the results to a program.`

export const output: ShellCommand = {
  name: '.output',
  aliases: ['\\o', '\\out'],
  group: 'Results',
  usage: '.output [TARGET]',
  help: `send results to a file or program, or back to the screen\n${TARGETS}`,
  argument: 'file',
  async run({ session }, argument) {
    await session.route.redirect(argument === '' || argument === 'stdout' ? undefined : target(argument))
  },
}

export const once: ShellCommand = {
  name: '.once',
  group: 'Results',
  usage: '.once TARGET',
  help: `send the next result to a file or program\n${TARGETS}`,
  argument: 'file',
  async run(context, argument) {
    if (argument === '') throw missingTarget(context)
    await context.session.route.redirect(target(argument), true)
  },
}

function target(argument: string): OutputTarget {
  if (argument.startsWith('|')) return { kind: 'program', command: argument.slice(1).trim() }
  const [, option, path = ''] = /^(?:(--force|--append)\s+)?(.*)$/s.exec(argument)!
  const unquoted = /^'(.*)'$|^"(.*)"$/s.exec(path)
  const name = unquoted ? (unquoted[1] ?? unquoted[2] ?? '') : path
  return option === '--append'
    ? { kind: 'append', path: name }
    : { kind: 'file', path: name, replace: option === '--force' }
}

function missingTarget({ spelling }: CommandContext): GmailSqlError {
  return new GmailSqlError('MISSING_INPUT', `${spelling} needs the name of a file or a program`, {
    hint: 'Examples: .once result.csv; .once |sort',
  })
}
