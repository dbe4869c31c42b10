import { expect, test } from 'vitest'
import { connected, expectRefused } from '../support.ts'

const ACCOUNT = 'User=me@gmail.com;Password=secret'
const BODY = 'x'.repeat(1_000_000)

test('LIKE and GLOB with a pattern of a million signs are refused, as parameter and in the text', async () => {
  await connected(ACCOUNT, async db => {
    const pattern = '%_'.repeat(500_000)
    const refusal = { code: 'TOO_COMPLEX', names: ['LIKE'], hint: '50,000' } as const
    await expectRefused(db.query('SELECT ? LIKE ?', [BODY, pattern]), refusal)
    await expectRefused(db.query(`SELECT ? LIKE '${pattern}'`, [BODY]), refusal)
    await expectRefused(db.query('SELECT ? GLOB ?', [BODY, '*?'.repeat(500_000)]), refusal)
  })
})

test('the longest patterns that are taken take time that grows with the text, and no more', async () => {
  await connected(ACCOUNT, async db => {
    for (const pattern of ['%_'.repeat(24_000), `${'%x'.repeat(24_000)}y`, `%${'_'.repeat(40_000)}y`]) {
      const start = performance.now()
      const { rows } = await db.queryArrays('SELECT ? LIKE ?', [BODY, pattern])
      expect(rows).toEqual([[pattern.endsWith('_') ? 1 : 0]])
      expect(performance.now() - start).toBeLessThan(10_000)
    }
  })
})
