import { CHART_KINDS, chartOfResult } from '../chart/chart-of-result.ts'
import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { writerOptions } from '../settings.ts'

export const chart: ShellCommand = {
  name: '.chart',
  aliases: ['\\chart'],
  group: 'Results',
  usage: '.chart [bar|line|spark] [LABEL VALUE]',
  help: `draw the last result
LABEL and VALUE are names of columns; without them the first that holds text, and the first that holds numbers behind it.`,
  argument: CHART_KINDS,
  async run({ session, print }, argument) {
    const words = argument.split(/\s+/).filter(word => word !== '')
    const kind = CHART_KINDS.find(each => each === words[0]?.toLowerCase())
    const [label, value] = kind === undefined ? words : words.slice(1)
    const { last, io, settings, route } = session
    if (!last) {
      throw new GmailSqlError('MISSING_INPUT', 'there is no result to draw', {
        hint: 'Run a statement first.',
      })
    }
    const { width = 80, ascii = false } = writerOptions(io, settings, route.isToStdout)
    const task = {
      kind: kind ?? 'bar',
      label: value === undefined ? undefined : label,
      value: value ?? label,
    }
    await print(chartOfResult(last, { ...task, size: { width, ascii } }))
    if (!last.isWhole) await print(`of the first ${last.rows.length} of ${last.total} rows\n`)
  },
}
