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

const STATEMENTS = 120

test('statements that ask for words have the same rows offline with the index of words and without', {
  timeout: 300_000,
}, async () => {
  const [{ timeZone, seed }] = ACCOUNTS
  await using gmaild = await startAccount(timeZone)
  const { port, user, password } = gmaild
  const location = `CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  const text = `Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password};${location}`
  await using asking = await connect(`${text};AutoCache=true`)
  await using indexed = await connect(`${text};Offline=true`)
  await using plain = await connect(`${text};Offline=true;Pushdown=None`)
  const words = readVocabulary(gmaild)
  for (const db of [indexed, plain]) for (const insert of temporaryTable(words)) await db.query(insert)
  await asking.query('EXEC Sync')
  await asking.query('SELECT HasAttachments, BodyText FROM Messages WHERE IncludeSpamTrash = 1')
  const differences: string[] = []
  const told = { statements: 0, answered: 0, asked: 0 }
  for (let number = 0; told.statements < STATEMENTS; number++) {
    const { text, params, isOrdered } = makeStatement(words, seed + 3, number)
    if (!/\b(?:CONTAINS|MATCH)\b/.test(text) || /\b(?:GmailSearch|SearchCriteria)\b/.test(text)) continue
    told.statements++
    const [expected, found] = [
      await outcomeOf(() => plain.queryArrays(text, params)),
      await outcomeOf(() => indexed.queryArrays(text, params)),
    ]
    // With the index less is read, and so less is missing.
    if (expected.kind === 'error' && expected.code === 'NOT_IN_STORE') continue
    const difference = differenceOf(expected, found, isOrdered)
    if (difference !== null) differences.push(`${text}\n${difference}`)
    if (expected.kind !== 'rows') continue
    told.answered++
    if (String(await indexed.explain(text, params)).includes('index of the store')) told.asked++
  }
  expect(differences.join('\n\n')).toBe('')
  expect(told.answered).toBeGreaterThan(STATEMENTS / 2)
  expect(told.asked).toBeGreaterThan(15)
})
