import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/index.ts'
import { startAccount } from './account.ts'
import { compareStatements } from './comparison.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import { Oracle } from './oracle.ts'
import { ACCOUNTS, STATEMENT_COUNT } from './seeds.ts'
import { Statistics } from './statistics.ts'

const total = new Statistics()

describe('what is pushed down changes no answer', () => {
  test.each(ACCOUNTS)(
    'in an account of $timeZone (seed $seed)',
    { timeout: 300_000 },
    async ({ timeZone, seed }) => {
      await using gmaild = await startAccount(timeZone)
      const oracle = new Oracle(gmaild, readVocabulary(gmaild))
      const { differences, statistics } = await compareStatements({
        connect,
        gmaild,
        oracle,
        seed,
        count: STATEMENT_COUNT,
      })
      oracle.close()
      total.addAll(statistics)
      const dated = gmaild.record.filter(
        ({ name, line }) => name === 'UID SEARCH' && / (SINCE|BEFORE) /.test(line),
      )
      total.datedSearches += dated.length
      expect(differences, differences.join('\n\n')).toEqual([])
    },
  )

  test('and the statements were such as to show it', () => {
    expect(total.share('nonEmpty')).toBeGreaterThan(50)
    expect(total.share('pushed')).toBeGreaterThan(38)
    expect(total.share('exact')).toBeGreaterThan(9)
    expect(total.share('superset')).toBeGreaterThan(28)
    expect(total.share('streamed')).toBeGreaterThan(9)
    expect(total.share('countedByServer')).toBeGreaterThan(2)
    expect(total.share('judged')).toBeGreaterThan(48)
    expect(total.share('failed')).toBeGreaterThan(1)
    expect(total.share('failed')).toBeLessThan(6)
    // Dates that were really asked of the server, not swallowed by "the newest UIDs" of a small mailbox.
    expect(total.datedSearches / total.statements).toBeGreaterThan(0.06)
  })
})

afterAll(() => {
  console.log(String(total))
})
