import { expect, test } from 'vitest'
import { connected, expectConnectRefused, shownValue } from '../support.ts'

test.each(['-1', 'abc', '1e9', '1e3', '0x10', '999999999999'])('Timeout=%s is refused', async value => {
  await expectConnectRefused(`Timeout=${value}`, {
    code: 'BAD_PROPERTY',
    names: ['Timeout', 'from 0 to 2147483 (seconds)', `"${value}"`],
    hint: 'Write digits only, or leave Timeout out.',
  })
})

test('Timeout=0 is no limit, and the property says so', async () => {
  await connected('Timeout=0', async db => {
    expect(await shownValue(db, 'Timeout')).toBe('0')
    const { rows } = await db.query("SELECT * FROM sys_connection_props WHERE Name = 'Timeout'")
    expect(JSON.stringify(rows)).toContain('0 is for ever')
    expect((await db.query('SELECT 1 AS One')).rows).toEqual([{ One: 1 }])
  })
})
