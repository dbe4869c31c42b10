import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { editText } from '../edit-text.ts'

export const edit: ShellCommand = {
  name: '.edit',
  aliases: ['\\e', '\\edit'],
  group: 'Scripts',
  usage: '.edit',
  help: `open the last statement in your editor, $VISUAL or $EDITOR
What you leave there stands at the prompt, and runs by Return. \\e at the end of what is typed opens that.`,
  async run({ session, spelling }) {
    const { suspend, prefill } = session.lines
    if (!suspend || !prefill) {
      throw new GmailSqlError('NOT_SUPPORTED', `${spelling} needs a prompt, and this is a script`, {
        hint: 'Start gmailsql at a terminal without -c and -f.',
      })
    }
    const { lastStatement } = session
    // It is kept without its semicolon, and Return is to run it.
    const text = lastStatement === undefined ? '' : `${lastStatement};`
    prefill(await suspend(() => editText(session.io.env, text)))
  },
}
