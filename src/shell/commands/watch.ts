import { setTimeout as sleep } from 'node:timers/promises'
import type { ShellCommand } from '../command.ts'
import { GmailSqlError } from '../door.ts'
import { lastStatement } from './again.ts'

const DEFAULT_SECONDS = 2

export const watch: ShellCommand = {
  name: '.watch',
  aliases: ['\\watch'],
  group: 'Results',
  usage: '.watch [SECONDS] [TIMES]',
  help: `run the last statement again and again, until Ctrl-C
\\watch may stand at the end of a statement in place of its semicolon. Default: every 2 seconds.`,
  async run(context, argument) {
    const { signal, print, runSql } = context
    const [seconds = DEFAULT_SECONDS, times = Number.POSITIVE_INFINITY] = readNumbers(argument)
    const statement = lastStatement(context)
    for (let count = 0; count < times; count++) {
      if (count > 0) await sleep(seconds * 1000, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      await print(`${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z, every ${seconds} s\n`)
      context.session.resultCount = 0
      await runSql(statement)
    }
  },
}

function readNumbers(argument: string): number[] {
  const words = argument.split(/\s+/).filter(word => word !== '')
  const numbers = words.map(Number)
  if (numbers.length <= 2 && numbers.every(number => number > 0)) return numbers
  throw new GmailSqlError('BAD_VALUE', `.watch takes seconds and a number of times, not "${argument}"`, {
    hint: 'Example: .watch 10',
  })
}
