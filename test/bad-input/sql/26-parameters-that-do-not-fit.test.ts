import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

test.each([
  ['too few', 'SELECT ?, ?', [1], ['2 parameters', '1 given']],
  ['none', 'SELECT Subject FROM Inbox WHERE Size > ?', [], ['1 parameter', '0 given']],
  ['too many', 'SELECT ?', [1, 2], ['1 parameter', '2 given']],
  ['some where none is taken', "SELECT '?', [?] FROM (SELECT 1 AS [?]) -- ?", [1], ['0 parameters']],
  ['a number beyond those given', 'SELECT ?3', [1, 2], ['3 parameters', '2 given']],
  ['an array for a name', 'SELECT :a', [], ['"a"']],
  ['an object for a position', 'SELECT ?', {}, ['"1"']],
  ['a name that is not there', 'SELECT :a', { a: 1, b: 2 }, ['"b"']],
  ['a name that is missing', 'SELECT :a, :b', { a: 1 }, ['"b"']],
  ['a name in another case', 'SELECT :a', { A: 1 }, ['"A"']],
  ['a name twice', 'SELECT :a', { a: 1, ':a': 2 }, ['"a"', 'twice']],
  ['a name of every object', 'SELECT :toString', {}, ['"toString"']],
] as const)('%s is refused', async (_, sql, given, names) => {
  await expectRefused(db.query(sql, given as never), { code: 'BAD_VALUE', names, hint: /\w/ })
})

test.each(['SELECT ?, :a', 'SELECT :a, ?1', 'SELECT $1, $a', 'SELECT ?, $1, :a', 'SELECT @a + ?'])(
  '%s mixes two kinds and is refused, whatever is given',
  async sql => {
    for (const given of [[], [1], [1, 2], { a: 1 }]) {
      const refusal = { code: 'SYNTAX', names: ['mixed'], hint: 'throughout' } as const
      await expectRefused(db.query(sql, given), refusal)
    }
  },
)

test.each(['SELECT ?0', 'SELECT $0', 'SELECT ?99999999999', 'SELECT $32767'])(
  '%s is no parameter',
  async sql => {
    await expectRefused(db.query(sql, [1]), { code: 'SYNTAX', names: [sql.slice(7)], hint: 'from 1' })
  },
)

test.each([
  ['? counts on from the largest', 'SELECT ?2, ?', [1, 2, 3], [2, 3]],
  ['? and $1 are both by position', 'SELECT ?, $1, ?1, $2', [1, 2], [1, 1, 1, 2]],
  ['one name with three signs is one value', 'SELECT :a, @a, $a', { a: 7 }, [7, 7, 7]],
  ['an array fills names in their order', 'SELECT :b, :a, :b', [1, 2], [1, 2, 1]],
  ['a name may be one of every object', 'SELECT :constructor', { constructor: 5 }, [5]],
  ['a value is never SQL', 'SELECT -?, ?', [-1, "'; DROP TABLE x --"], [1, "'; DROP TABLE x --"]],
] as const)('%s', async (_, sql, given, row) => {
  expect((await db.queryArrays(sql, given as never)).rows).toEqual([row])
})
