import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { PagerLeft } from '../result/pager.ts'
import { writeKept } from '../result/write-result.ts'

export const last: ShellCommand = {
  name: '.last',
  group: 'Results',
  usage: '.last',
  help: `show all rows of the last result, without running it again
At most 10,000 rows are kept. With .once before it they go to a file: .once rows.csv`,
  async run({ session }) {
    const { last: kept, route } = session
    if (!kept) {
      throw new GmailSqlError('MISSING_INPUT', 'there is no result to show', {
        hint: 'Run a statement first.',
      })
    }
    try {
      await writeKept(session, kept)
    } catch (error) {
      if (!(error instanceof PagerLeft)) throw error
    }
    await route.resultDone(true)
    if (!kept.isWhole) await session.messages.write(`${kept.rows.length} of ${kept.total} rows were kept\n`)
  },
}

export const maxRows: ShellCommand = {
  name: '.maxrows',
  group: 'Results',
  usage: '.maxrows [N|auto|off]',
  help: `show or set how many rows of a table the prompt shows
auto is what the screen holds. The rows behind are counted, and the last line says so: showing 40 of 12,345 rows.`,
  argument: ['auto', 'off'],
  async run({ session: { settings }, print }, argument) {
    const word = argument.toLowerCase()
    if (word === '') return print(`${settings.maxRows}\n`)
    if (word === 'auto' || word === 'off') settings.maxRows = word
    else if (/^[1-9]\d{0,6}$/.test(word)) settings.maxRows = Number(word)
    else {
      throw new GmailSqlError('BAD_VALUE', `.maxrows takes a number, auto or off, not "${argument}"`, {
        hint: 'Example: .maxrows 100',
      })
    }
  },
}
