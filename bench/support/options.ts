import { parseArgs } from 'node:util'

export interface BenchOptions {
  readonly messages: number
  readonly rounds: number
  readonly maildir: string | undefined
  /** What is to be measured; none is everything. */
  readonly only: readonly string[]
}

/** `[what …] [--messages 20000] [--rounds 5] [--maildir some/Maildir]` */
export function benchOptions(args: readonly string[] = process.argv.slice(2)): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      messages: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '5' },
      maildir: { type: 'string' },
    },
  })
  return {
    messages: wholeNumber('messages', values.messages),
    rounds: wholeNumber('rounds', values.rounds),
    maildir: values.maildir,
    only: positionals,
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a number from 1, not ${text}`)
  return value
}
