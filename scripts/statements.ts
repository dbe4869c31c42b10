/** Writes the rows of test/statements/cases, as the programs that are their oracles tell them. Ours is not asked. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startGmaild } from '../src/gmaild/index.ts'
import { Oracles } from '../test/statements/oracles.ts'
import { type Case, type Cells, caseFiles, DIRECTORY, parseCases } from '../test/statements/read-cases.ts'

await using gmaild = await startGmaild({ messages: 300 })
// The oracles are asked in this process, which also serves the mail: they read it before.
const { port, user, password } = gmaild
const oracles = await Oracles.read({ port, user, password })
for (const name of caseFiles()) {
  const path = join(DIRECTORY, name)
  const blocks = readFileSync(path, 'utf8').split(/\n(?=# )/)
  writeFileSync(path, blocks.map(block => withRows(name, block)).join('\n'))
}
oracles[Symbol.dispose]()

function withRows(file: string, block: string): string {
  const [one] = parseCases(file, block)
  if (!one || one.oracle === 'given' || one.error) return block
  const rows = rowsOf(one)
  if (!rows) return block
  const kept = block.split('\n').filter(line => !line.startsWith('> '))
  while (kept.at(-1) === '') kept.pop()
  return [...kept, ...rows.map(row => `> ${JSON.stringify(row)}`), ''].join('\n')
}

/** Null when the program is not here or does not understand: that is told, and the rows stay as they are. */
function rowsOf({ id, oracle, reference }: Case): Cells[] | null {
  try {
    const rows = oracle === 'given' ? null : oracles.rows(oracle, reference)
    if (!rows) throw new Error(`${oracle} is not on this machine`)
    return rows
  } catch (error) {
    console.error(`${id}: ${String(error).slice(0, 400)}`)
    process.exitCode = 1
    return null
  }
}
