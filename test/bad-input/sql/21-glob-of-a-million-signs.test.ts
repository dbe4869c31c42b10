import { expect, test } from 'vitest'
import { connected, expectRefused } from '../support.ts'

const ACCOUNT = 'User=me@gmail.com;Password=secret'
const BODY = 'x'.repeat(1_000_000)

test('GLOB with a pattern of a million signs is refused, as parameter and in the text', async () => {
  await connected(ACCOUNT, async db => {
    const pattern = '*?'.repeat(500_000)
    const refusal = { code: 'TOO_COMPLEX', names: ['LIKE'], hint: '50,000' } as const
    await expectRefused(db.query('SELECT ? GLOB ?', [BODY, pattern]), refusal)
    await expectRefused(db.query(`SELECT ? GLOB '${pattern}'`, [BODY]), refusal)
    expect((await db.queryArrays("SELECT 'abc' GLOB 'a*'")).rows).toEqual([[1]])
  })
})
