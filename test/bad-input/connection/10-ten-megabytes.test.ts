import { expect, test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

const SIZE = 10_000_000

test.each([
  ['one value', `User=${'x'.repeat(SIZE)}`],
  ['pairs', 'a=b;'.repeat(SIZE / 4)],
  ['separators', ';'.repeat(SIZE)],
  ['quotes', `Password=${'"'.repeat(SIZE)}`],
  ['blanks', ' '.repeat(SIZE)],
  ['a URL', `gmail:///?User=${'%41'.repeat(SIZE / 3)}`],
  ['an option', { Password: 'x'.repeat(SIZE) }],
])('a 10 MB connection string of %s is refused at once', async (_, given) => {
  const start = process.cpuUsage()
  await expectConnectRefused(given, {
    code: 'BAD_PROPERTY',
    names: ['characters, more than 1000000'],
    hint: 'path of its file',
    hidden: ['xxxx', '""""', 'a=b;a=b'],
  })
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(200)
})
