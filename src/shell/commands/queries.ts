import type { ShellCommand } from '../command.ts'
import { escapeForTerminal, GmailSqlError } from '../door.ts'
import { savedQueries, savedQueryFile, saveQuery } from '../saved-queries.ts'
import { holdsSecret } from '../secret-words.ts'
import { lastStatement } from './again.ts'

export const save: ShellCommand = {
  name: '.save',
  aliases: ['\\ns'],
  group: 'Scripts',
  usage: '.save [--force] NAME',
  help: `save the last statement under a name, for .run
It is a file of the folder queries beside the start file, readable by you only, and may be edited there; --force replaces one.
What stands in it as :name is the value of a variable when it runs.`,
  async run(context, argument) {
    const { io } = context.session
    const isForced = /^--force(?!\S)/.test(argument)
    const name = isForced ? argument.slice('--force'.length).trimStart() : argument
    const statement = lastStatement(context)
    if (holdsSecret(statement)) {
      throw new GmailSqlError(
        'FILE_UNSAFE',
        'the statement looks like it holds a secret, which is not saved',
        {
          hint: 'Put a variable in its place: :name',
        },
      )
    }
    saveQuery(io.env, name, statement, isForced)
  },
}

export const runSaved: ShellCommand = {
  name: '.run',
  aliases: ['\\n'],
  group: 'Scripts',
  usage: '.run NAME',
  help: 'run what was saved under a name',
  argument: 'query',
  async run({ session, runFile }, argument) {
    await runFile(savedQueryFile(session.io.env, argument))
  },
}

export const queries: ShellCommand = {
  name: '.queries',
  group: 'Scripts',
  usage: '.queries',
  help: 'list the names of what is saved',
  async run({ session, print }) {
    const names = savedQueries(session.io.env).map(name => `${escapeForTerminal(name)}\n`)
    await print(names.join('') || 'nothing is saved\n')
  },
}
