import type { ShellCommand } from '../command.ts'
import { FORMAT_NAMES, type FormatName, GmailSqlError, isFormatName } from '../door.ts'

/** What other shells call them. */
const OTHER_NAMES: ReadonlyMap<string, FormatName> = new Map([
  ...['box', 'column', 'columns', 'aligned', 'duckbox'].map(name => [name, 'table'] as const),
  ...['line', 'lines', 'expanded'].map(name => [name, 'vertical'] as const),
  ...['tabs', 'unaligned'].map(name => [name, 'tsv'] as const),
  ...['jsonlines', 'ndjson'].map(name => [name, 'jsonl'] as const),
  ['md', 'markdown'],
])

export const mode: ShellCommand = {
  name: '.mode',
  aliases: ['\\format'],
  group: 'Results',
  usage: '.mode [FORMAT]',
  help: `show or set the form of results
FORMAT is one of ${FORMAT_NAMES.join(', ')}.
The names of other shells are taken too: ${[...OTHER_NAMES.keys()].join(', ')}.`,
  argument: FORMAT_NAMES,
  async run({ session, print }, argument) {
    if (argument === '') return print(`${session.settings.format}\n`)
    const name = argument.toLowerCase()
    const format = isFormatName(name) ? name : OTHER_NAMES.get(name)
    if (format === undefined) {
      throw new GmailSqlError('BAD_VALUE', `there is no format "${argument}"`, {
        hint: `The formats are ${FORMAT_NAMES.join(', ')}.`,
      })
    }
    session.settings.format = format
  },
}
