import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/index.ts'
import { startAccount } from './account.ts'
import { compareStatements, opener } from './comparison.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import { ZONES } from './generator/zone.ts'
import { Oracle } from './oracle.ts'
import { type ACCOUNTS, ROUNDS } from './seeds.ts'
import { Statistics } from './statistics.ts'

/** The tests of one account: a file of its own, so that accounts share the processors. */
export function describeSameAnswers({ timeZone, seed }: (typeof ACCOUNTS)[number]): void {
  const total = new Statistics()

  describe(`what is pushed down changes no answer in an account of ${timeZone}`, () => {
    test.each(ROUNDS)(
      `$count statements over the $messages messages of a demo and more (seed ${seed})`,
      { timeout: 1_200_000 },
      async ({ messages, perConnection, count }) => {
        await using gmaild = await startAccount(timeZone, messages)
        const words = readVocabulary(gmaild)
        const oracle = new Oracle(gmaild, words)
        const given = { open: opener(connect, gmaild), words, oracle, zones: ZONES }
        // Other statements in each round.
        const options = { ...given, seed: seed + messages, count, perConnection }
        const { differences, statistics } = await compareStatements(options)
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
      expect(total.statements).toBe(ROUNDS[0].count + ROUNDS[1].count)
      if (process.env.DIFFERENTIAL_COUNT === undefined)
        // Of two accounts.
        expect(total.statements).toBeGreaterThanOrEqual(10_000 / 2)
      expect(total.share('nonEmpty')).toBeGreaterThan(50)
      expect(total.share('pushed')).toBeGreaterThan(38)
      expect(total.share('exact')).toBeGreaterThan(9)
      expect(total.share('superset')).toBeGreaterThan(28)
      expect(total.share('streamed')).toBeGreaterThan(8)
      expect(total.share('newestByDate')).toBeGreaterThan(1)
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
}
