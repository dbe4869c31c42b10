import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../support/demo.ts'
import { LIBRARY, runModule } from './door.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
})
afterAll(() => demo[Symbol.asyncDispose]())

const STATEMENT = `
  const db = await connect(${'CONNECTION'})
  const { rows } = await db.query("SELECT COUNT(*) AS n, MAX(Date) > '2000-01-01' AS d FROM Messages WHERE Subject <> ?", ['x'])
  await db.close()
  console.log(JSON.stringify(rows))`

const program = (before: string, after = '') =>
  [before, `const { connect, GmailSqlError } = await import(${JSON.stringify(LIBRARY)})`, STATEMENT, after]
    .join('\n')
    .replace('CONNECTION', JSON.stringify(demo.connectionString))

test.each([
  ['a method on Array.prototype that a loop sees', 'Array.prototype.extra = function () {}'],
  ['another Date', 'globalThis.Date = class extends Date { toISOString() { return "never" } }'],
  ['no fetch', 'globalThis.fetch = () => { throw new Error("no") }'],
])('row 127: %s changes no answer', async (_, before) => {
  const ended = await runModule(program(before))
  expect(ended).toEqual({ exitCode: 0, stdout: '[{"n":18,"d":1}]\n', stderr: '' })
})

test('row 127: two copies of the library answer side by side, and errors are told by their code', async () => {
  const second = `
    const copy = await import(${JSON.stringify(`${LIBRARY}?second`)})
    const other = await copy.connect(${JSON.stringify(demo.connectionString)})
    const error = await other.query('SELECT * FROM Nowhere').catch(reason => reason)
    console.log(error.code, error.name, copy.connect === connect)
    await other.close()`
  const ended = await runModule(program('', second))
  expect(ended).toEqual({
    exitCode: 0,
    stdout: '[{"n":18,"d":1}]\nNO_TABLE GmailSqlError true\n',
    stderr: '',
  })
})

test('row 127: names on Object.prototype are taken neither for properties nor for errors', async () => {
  // After everything is loaded: Node.js itself reads no module of TypeScript with them.
  const second = `
    Object.assign(Object.prototype, { User: 'eve@x.com', code: 'X', position: 1, Readonly: 'true' })
    const polluted = await connect(${JSON.stringify(demo.connectionString)})
    console.log((await polluted.queryArrays('SELECT USER()')).rows[0][0])
    console.log((await polluted.query('SELECT * FROM Nowhere').catch(reason => reason)).code)
    await polluted.close()`
  const { stdout, exitCode } = await runModule(program('', second))
  expect({ stdout, exitCode }).toEqual({
    exitCode: 0,
    stdout: `[{"n":18,"d":1}]\n${demo.gmaild.user}\nNO_TABLE\n`,
  })
})
