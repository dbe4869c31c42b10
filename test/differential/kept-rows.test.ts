import { expect, test } from 'vitest'
import { connect } from '../../src/index.ts'
import { startAccount } from './account.ts'
import { opener } from './comparison.ts'
import { makeStatement } from './generator/statements.ts'
import { temporaryTable } from './generator/temporary.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import { differenceOf, outcomeOf } from './outcome.ts'
import { ACCOUNTS } from './seeds.ts'

const STATEMENTS = 80

test('a temporary table made of a statement has the rows of the statement, in their order', {
  timeout: 300_000,
}, async () => {
  const [{ timeZone, seed }] = ACCOUNTS
  await using gmaild = await startAccount(timeZone)
  await using db = await opener(connect, gmaild)({ Pushdown: 'Exact', TimeZone: 'UTC' })
  const words = readVocabulary(gmaild)
  for (const insert of temporaryTable(words)) await db.query(insert)
  const differences: string[] = []
  let kept = 0
  for (let number = 0; number < STATEMENTS; number++) {
    const { text, params, isOrdered } = makeStatement(words, seed + 1, number)
    const direct = await outcomeOf(() => db.queryArrays(text, params))
    const made = await outcomeOf(() => db.queryArrays(`CREATE TEMP TABLE kept AS ${text}`, params))
    if (made.kind === 'error') {
      if (direct.kind !== 'error' || direct.code !== made.code) differences.push(`${text}\n${made.message}`)
      continue
    }
    const { rows } = await outcomeRows(() => db.queryArrays('SELECT * FROM kept'))
    await db.query('DROP TABLE kept')
    const columns = direct.kind === 'rows' ? direct.columns : []
    const difference = differenceOf(direct, { kind: 'rows', columns, rows }, isOrdered)
    if (difference !== null) differences.push(`${text}\n${difference}`)
    kept += rows.length
  }
  expect(differences.join('\n\n')).toBe('')
  expect(kept).toBeGreaterThan(250)
})

async function outcomeRows(run: Parameters<typeof outcomeOf>[0]): Promise<{ rows: readonly string[] }> {
  const outcome = await outcomeOf(run)
  return outcome.kind === 'rows' ? outcome : { rows: [outcome.message] }
}
