import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'

export const nullValue: ShellCommand = {
  name: '.nullvalue',
  aliases: ['\\pset'],
  group: 'Results',
  usage: '.nullvalue [TEXT]',
  help: `show or set what stands for NULL in tables, csv and tsv
Without .nullvalue that is <null> in tables, and nothing in csv and tsv; '' is no text at all. psql's spelling is \\pset null TEXT.`,
  async run({ session: { settings }, spelling, print }, argument) {
    const isPset = spelling === '\\pset'
    if (isPset && !/^null(?!\S)/.test(argument)) {
      throw new GmailSqlError('NOT_SUPPORTED', `\\pset takes null only, not "${argument}"`, {
        hint: 'Other settings have commands of their own: .help lists them.',
      })
    }
    const text = isPset ? argument.slice('null'.length).trimStart() : argument
    if (text === '') return print(`${settings.nullText ?? '<null>'}\n`)
    settings.nullText = text.replace(/^'(.*)'$|^"(.*)"$/s, '$1$2')
  },
}
