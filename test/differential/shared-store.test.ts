import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startAccount } from './account.ts'
import { makeStatement } from './generator/statements.ts'
import { temporaryTable } from './generator/temporary.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import { differenceOf, outcomeOf } from './outcome.ts'
import { ACCOUNTS } from './seeds.ts'

const STATEMENTS = 300

test('statements have the same rows over a file that two connections share, one of which asks the server only for what is missing', {
  timeout: 300_000,
}, async () => {
  const [{ timeZone, seed }] = ACCOUNTS
  await using gmaild = await startAccount(timeZone)
  const { port, user, password } = gmaild
  const text = `Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password}`
  const shared = `${text};AutoCache=true;CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  await using own = await connect(text)
  await using asking = await connect(`${shared};CacheTolerance=0`)
  await using keeping = await connect(`${shared};CacheMetadata=true`)
  const words = readVocabulary(gmaild)
  for (const db of [own, asking, keeping]) for (const insert of temporaryTable(words)) await db.query(insert)
  const differences: string[] = []
  let rows = 0
  for (let number = 0; number < STATEMENTS; number++) {
    const { text, params, isOrdered } = makeStatement(words, seed + 2, number)
    const [expected, ...others] = await Promise.all(
      [own, asking, keeping].map(db => outcomeOf(() => db.queryArrays(text, params))),
    )
    for (const other of others) {
      const difference = differenceOf(expected!, other, isOrdered)
      if (difference !== null) differences.push(`${text}\n${difference}`)
    }
    rows += expected!.kind === 'rows' ? expected!.rows.length : 0
  }
  expect(differences.join('\n\n')).toBe('')
  expect(rows).toBeGreaterThan(1_000)
})
