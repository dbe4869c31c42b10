import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { readScripts } from '../support/imaptest/corpus.ts'
import { runScript } from '../support/imaptest/run.ts'

/** Where Gmail, and so gmaild, does not do what a script expects. */
interface Difference {
  readonly why: string
  /** Only so while `\Deleted` acts at once, which is Gmail's default. */
  readonly isAutoExpunge?: true
  /** By script: line and command. */
  readonly commands: Readonly<Record<string, readonly string[]>>
}

const DIFFERENCES = JSON.parse(
  readFileSync(join(import.meta.dirname, 'imaptest-differences.json'), 'utf8'),
) as Difference[]

const scripts = readScripts()
const settings = [
  { autoExpunge: true, when: 'at once, as Gmail does' },
  { autoExpunge: false, when: 'when EXPUNGE says so' },
]

describe.skipIf(scripts.length === 0)('what others expect of an IMAP server', () => {
  describe.each(settings)('messages that are \\Deleted go $when', ({ autoExpunge }) => {
    test.each(scripts)('$name: gmaild differs only where Gmail does, and still does', async script => {
      await using gmaild = await startGmaild({ messages: 0, autoExpunge })
      const { lacking, failures } = await runScript(script.text, script.messages, gmaild)
      const named = DIFFERENCES.filter(difference => autoExpunge || !difference.isAutoExpunge).flatMap(
        ({ commands }) => commands[script.name] ?? [],
      )
      const found = failures.map(({ line, command }) => `${line} ${command}`)
      expect(lacking).toEqual([])
      expect(found.toSorted(), JSON.stringify(failures, null, 2)).toEqual(named.toSorted())
    })
  })

  test('every difference that is named is one of a script that is played', () => {
    const names = scripts.map(({ name }) => name)
    const named = DIFFERENCES.flatMap(({ commands }) => Object.keys(commands))
    expect(named.filter(name => !names.includes(name))).toEqual([])
    expect(names.length).toBeGreaterThan(25)
  })
})
