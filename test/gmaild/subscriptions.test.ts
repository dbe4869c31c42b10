import { expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { WireClient } from './wire-client.ts'

/** `a/b` is subscribed, `a` is its \Noselect parent; `c` is not subscribed, `c/d` and `c/d/e` are. */
async function labels() {
  const gmaild = await startGmaild({ messages: 0 })
  for (const name of ['a/b', 'c', 'c/d', 'c/d/e']) gmaild.account.createLabel(name)
  const client = await WireClient.login(gmaild)
  await client.command('UNSUBSCRIBE c')
  const lines = async (text: string) => (await client.command(text)).lines
  return { lines, [Symbol.asyncDispose]: () => gmaild.close() }
}

test('labels are subscribed as they are made, names that only stand above one are not', async () => {
  await using s = await labels()
  expect(await s.lines('LIST (SUBSCRIBED) "" ("a*" "c*")')).toEqual([
    '* LIST (\\HasNoChildren \\Subscribed) "/" "a/b"',
    '* LIST (\\HasChildren \\Subscribed) "/" "c/d"',
    '* LIST (\\HasNoChildren \\Subscribed) "/" "c/d/e"',
  ])
})

test('RECURSIVEMATCH tells of what is subscribed below a name, where the pattern does not reach it', async () => {
  await using s = await labels()
  expect(await s.lines('LIST (SUBSCRIBED RECURSIVEMATCH) "" ("a" "c" "c/d" "c/d/e")')).toEqual([
    '* LIST (\\HasChildren \\Noselect) "/" "a" ("CHILDINFO" ("SUBSCRIBED"))',
    '* LIST (\\HasChildren \\Subscribed) "/" "c/d"',
    '* LIST (\\HasNoChildren \\Subscribed) "/" "c/d/e"',
  ])
  expect(await s.lines('LIST (SUBSCRIBED RECURSIVEMATCH) "" "c/%"')).toEqual([
    '* LIST (\\HasChildren \\Subscribed) "/" "c/d" ("CHILDINFO" ("SUBSCRIBED"))',
  ])
})

test('LSUB shows a name that is not subscribed for those below it that the pattern does not reach', async () => {
  await using s = await labels()
  expect(await s.lines('LSUB "" "%"')).toEqual(
    expect.arrayContaining([
      '* LSUB (\\HasChildren \\Noselect) "/" "a"',
      '* LSUB (\\HasChildren \\Noselect) "/" "c"',
    ]),
  )
  expect((await s.lines('LSUB "" "*"')).filter(line => / "[ac]"$/.test(line))).toEqual([])
})
