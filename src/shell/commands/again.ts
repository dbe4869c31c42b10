import type { CommandContext, ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'

export const again: ShellCommand = {
  name: '.again',
  aliases: ['\\g', '\\gx'],
  group: 'Results',
  usage: '.again',
  help: `run the last statement again
\\g may stand at the end of a statement in place of its semicolon. \\gx and \\G show the result one line a value.`,
  async run(context) {
    const { settings } = context.session
    const before = settings.expanded
    settings.expanded ||= context.spelling === '\\gx' || context.spelling === '\\G'
    try {
      await context.runSql(lastStatement(context), undefined)
    } finally {
      settings.expanded = before
    }
  },
}

/** @throws MISSING_INPUT before the first one */
export function lastStatement({ session, spelling }: CommandContext): string {
  if (session.lastStatement !== undefined) return session.lastStatement
  throw new GmailSqlError('MISSING_INPUT', `there is no statement yet that ${spelling} could run`, {
    hint: 'Run one first.',
  })
}
