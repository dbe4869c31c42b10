import { switchCommand } from './switch-command.ts'

export const timing = switchCommand('timing', {
  aliases: ['.timer', '\\timing'],
  group: 'Results',
  help: 'say rows, time, IMAP commands and bytes after each statement',
})

export const expanded = switchCommand('expanded', {
  aliases: ['\\x'],
  group: 'Results',
  help: 'show tables one line a value',
})

export const headers = switchCommand('headers', {
  aliases: ['.header'],
  group: 'Results',
  help: 'write the line of column names in csv and tsv',
})

export const confirm = switchCommand('confirm', {
  group: 'The shell',
  help: `ask before mail is changed; on at the start
The question says how many messages or labels would change, and how: what DRY RUN lists. Scripts and .read are not asked.`,
})

export const pager = switchCommand('pager', {
  aliases: ['\\pager'],
  group: 'Results',
  help: 'send what is longer than the screen through $PAGER, or less',
})

export const bail = switchCommand('bail', {
  group: 'Scripts',
  help: `end scripts at their first error; on at the start
With off, and with --no-bail, a script runs to its end and its exit code is that of the first error. The variable
ON_ERROR_STOP, which psql has for it, is read and set by .set as well.`,
})
