import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

test('the statements of a script run in order, with their places', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const script = `-- a comment; with a semicolon
CREATE TEMP TABLE t (a, b);
  INSERT INTO t VALUES (1, ';'), (2, 'x'); UPDATE t SET b = 'y' WHERE a = 2;

SELECT * FROM t -- the last needs no semicolon`
  const found = []
  for await (const { command, line, column, rowCount, rows } of db.script(script))
    found.push([command, line, column, rowCount, rows])
  expect(found).toEqual([
    ['CREATE', 2, 1, 0, []],
    ['INSERT', 3, 3, 2, []],
    ['UPDATE', 3, 44, 1, []],
    [
      'SELECT',
      5,
      1,
      2,
      [
        { a: 1, b: ';' },
        { a: 2, b: 'y' },
      ],
    ],
  ])
})

test('an error names its statement and line, has its place in the script, and ends the script', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const run = async (script: string) => {
    const commands: string[] = []
    try {
      for await (const { command } of db.script(script)) commands.push(command)
      return { commands }
    } catch (error) {
      const { code, message, position, hint } = error as Record<string, unknown>
      return { commands, code, message, position, hint }
    }
  }
  expect(await run('SELECT 1;\n SELECT\n Subjct FROM Inbox;\nSELECT 2')).toEqual({
    commands: ['SELECT'],
    code: 'NO_COLUMN',
    message: 'there is no column "Subjct" in Inbox (statement 2 of the script, line 2)',
    position: { line: 3, column: 2 },
    hint: 'Did you mean Subject?',
  })
  expect(await run('SELECT 1; SELECT 2 FROM;')).toMatchObject({
    commands: ['SELECT'],
    code: 'SYNTAX',
    message: expect.stringContaining('statement 2 of the script, line 1'),
  })
  expect(await run("SELECT 1;\nSELECT 'open")).toMatchObject({
    commands: ['SELECT'],
    code: 'SYNTAX',
    position: { line: 2, column: 8 },
  })
  expect(await run('SELECT 1;\n  PRAGMA x')).toMatchObject({
    code: 'NOT_SUPPORTED',
    position: { line: 2, column: 3 },
  })
})

test('a script of nothing has no results; a loop that is left runs no further statement', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  for (const blank of ['', ' ; ;\n', '-- nothing', '/* nothing */ ;'])
    for await (const result of db.script(blank)) expect(result).toBe('no result')
  for await (const { rowCount } of db.script('CREATE TEMP TABLE one (a); CREATE TEMP TABLE two (a)')) {
    expect(rowCount).toBe(0)
    break
  }
  await db.query('SELECT * FROM one')
  await expect(db.query('SELECT * FROM two')).rejects.toMatchObject({ code: 'NO_TABLE' })
})
