import { afterAll, beforeAll, expect, test } from 'vitest'
import { procedures } from '../../../schema/index.ts'
import type { Connection } from '../../../src/index.ts'
import { startStage } from '../../oauth/flows/stage.ts'
import { procedureAccount } from './account.ts'
import { CASES, type Call, type Surroundings } from './cases.ts'

let all: Surroundings
beforeAll(async () => {
  const stage = await startStage({ mail: { messages: 0 } })
  const { id, secret } = stage.oauth.clients.web
  const settings = `OAuthSettingsLocation=${stage.directory}/oauth.db`
  const web = await stage.open(`OAuthClientId=${id};OAuthClientSecret=${secret};${settings}`)
  all = { account: await procedureAccount(), stage, web }
})
afterAll(async () => {
  await all.account[Symbol.asyncDispose]()
  await all.stage[Symbol.asyncDispose]()
})

type Inputs = Call['inputs']

const literal = (value: string | number) =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
const values = (inputs: Inputs) => inputs.map(([, value]) => value)
const marks = (inputs: Inputs) => inputs.map(() => '?').join(', ')
const rows = async (db: Connection, sql: string, params: readonly (string | number)[] = []) =>
  (await db.query(sql, params)).rows

/** The ways in which programs write a call. */
const SPELLINGS: readonly (readonly [
  string,
  (db: Connection, name: string, inputs: Inputs) => Promise<readonly object[]>,
])[] = [
  [
    'EXEC with @names and literals',
    (db, name, inputs) =>
      rows(db, `EXEC ${name} ${inputs.map(([key, value]) => `@${key} = ${literal(value)}`).join(', ')}`),
  ],
  [
    'EXECUTE with names in another order, and parameters',
    (db, name, inputs) => {
      const turned = inputs.toReversed()
      const assigned = turned.map(([key]) => `${key.toLowerCase()} = ?`).join(', ')
      return rows(db, `EXECUTE IMAP.${name.toUpperCase()} ${assigned}`, values(turned))
    },
  ],
  [
    'CALL with values by position',
    (db, name, inputs) => rows(db, `CALL ${name}(${values(inputs).map(literal).join(', ')})`),
  ],
  [
    '{call} with values',
    (db, name, inputs) => rows(db, `{call ${name}(${values(inputs).map(literal).join(', ')})}`),
  ],
  [
    '{call} with parameters',
    (db, name, inputs) => rows(db, `{call ${name}(${marks(inputs)})}`, values(inputs)),
  ],
  ['db.call', (db, name, inputs) => db.call(name, Object.fromEntries(inputs))],
]

test('each procedure has a case', () => {
  expect(Object.keys(CASES)).toEqual(procedures.map(({ name }) => name))
})

test.each(procedures.map(({ name }) => name))('%s runs in every spelling of a call', async name => {
  const { inputs: declared, results } = procedures.find(each => each.name === name)!
  for (const [spelling, run] of SPELLINGS) {
    const { inputs, answers, check, on = all.account.db } = await CASES[name]!(all)
    const names = inputs.map(([input]) => input)
    expect(declared.slice(0, names.length).map(input => input.name)).toEqual(names)
    const answered = await run(on, name, inputs)
    expect(answered, spelling).toMatchObject(answers)
    expect(Object.keys(answered[0]!)).toEqual(results.map(result => result.name))
    check()
  }
})

test('Readonly=true refuses those that change or send, and lets the others run', async () => {
  for (const { name, isWrite = false } of procedures) {
    const { inputs, answers, on = all.account.readonly } = await CASES[name]!(all)
    const call = on.call(name, Object.fromEntries(inputs))
    if (isWrite) await expect(call, name).rejects.toMatchObject({ code: 'READ_ONLY' })
    else expect(await call, name).toMatchObject(answers)
  }
})
