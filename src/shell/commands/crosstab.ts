import { collectResult } from '../collect-result.ts'
import type { ShellCommand } from '../command.ts'
import { type ArrayRow, GmailSqlError } from '../door.ts'
import { LastResult } from '../result/last-result.ts'
import { PagerLeft } from '../result/pager.ts'
import { writeKept } from '../result/write-result.ts'

/** As psql has it. */
const MOST_COLUMNS = 1600

export const crosstab: ShellCommand = {
  name: '.crosstab',
  aliases: ['\\crosstabview'],
  group: 'Results',
  usage: '.crosstab [DOWN ACROSS VALUE]',
  help: `show the last result as a table of two of its columns
The values of DOWN stand below each other, those of ACROSS become columns, and VALUE fills the cells; without names the first three
columns. \\crosstabview runs the last statement for it, and may stand at the end of one in place of its semicolon.`,
  async run(context, argument) {
    const { session, spelling } = context
    const isNew = spelling === '\\crosstabview'
    const result = isNew ? await collectResult(context) : session.last
    if (!result) {
      if (isNew) return
      throw new GmailSqlError('MISSING_INPUT', 'there is no result to show', {
        hint: 'Run a statement first.',
      })
    }
    const pivoted = pivot(
      result,
      argument.split(/\s+/).filter(word => word !== ''),
    )
    try {
      await writeKept(session, pivoted)
    } catch (error) {
      if (!(error instanceof PagerLeft)) throw error
    }
    await session.route.resultDone(true)
  },
}

function pivot(result: LastResult, words: readonly string[]): LastResult {
  const { columns, rows } = result
  if (!result.isWhole) {
    throw new GmailSqlError(
      'BAD_VALUE',
      `${rows.length} of ${result.total} rows were kept, which is not all`,
      {
        hint: 'GROUP BY makes them fewer.',
      },
    )
  }
  const [down, across, value] = placesOf(result, words)
  const keyOf = (row: ArrayRow, at: number) => JSON.stringify(String(row[at] ?? null)) + typeof row[at]
  const heads = new Map(rows.map(row => [keyOf(row, across), row[across]]))
  if (heads.size >= MOST_COLUMNS) {
    throw new GmailSqlError('BAD_VALUE', `${columns[across]!.name} has ${heads.size} values`, {
      hint: `They become columns, of which there may be ${MOST_COLUMNS}.`,
    })
  }
  const lines = Map.groupBy(rows, row => keyOf(row, down))
  const names = [...heads.values()].map(head => String(head ?? '<null>'))
  const { type } = columns[value]!
  const pivoted = new LastResult([columns[down]!, ...names.map(name => ({ name, type, table: null }))])
  for (const line of lines.values()) {
    const cells = new Map(line.map(row => [keyOf(row, across), row[value] ?? null]))
    if (cells.size < line.length) {
      const name = String(line[0]![down] ?? '<null>')
      throw new GmailSqlError('BAD_VALUE', `there is more than one value for a cell of "${name}"`, {
        hint: 'GROUP BY both columns makes it one.',
      })
    }
    pivoted.add([line[0]![down] ?? null, ...[...heads.keys()].map(head => cells.get(head) ?? null)])
  }
  return pivoted
}

function placesOf({ columns }: LastResult, words: readonly string[]): readonly [number, number, number] {
  if (words.length === 0 && columns.length === 3) return [0, 1, 2]
  const places = words.map(word => columns.findIndex(({ name }) => name.toLowerCase() === word.toLowerCase()))
  const [down = -1, across = -1, value = -1] = places
  const missing = words[places.indexOf(-1)]
  if (places.length === 3 && missing === undefined) return [down, across, value]
  throw missing === undefined
    ? new GmailSqlError(
        'BAD_VALUE',
        `three columns are needed, and there are ${words.length || columns.length}`,
        {
          hint: 'Example: .crosstab FromDomain Year n',
        },
      )
    : new GmailSqlError('NO_COLUMN', `the last result has no column "${missing}"`, {
        hint: `It has ${columns.map(({ name }) => name).join(', ')}.`,
      })
}
