import { chmodSync, readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { publicOf, readStore, StoreMaker } from '../../oauth/keys/stores.ts'
import { modeOf } from '../../oauth/settings/support.ts'
import { failureOf } from '../../oauth/token/support.ts'

const stores = new StoreMaker()
afterAll(() => stores[Symbol.dispose]())
stores.pair('one')
const path = stores.pfx('loose', 'one', 'x')
chmodSync(path, 0o644)
const bytes = readFileSync(path)

test('.p12 of mode 0644: a notice, and the key is read; the file is not changed', async () => {
  const { key, notices } = await readStore('PFXFILE', path, { password: 'x' })
  expect(publicOf(key)).toBe(stores.publicKey('one'))
  expect(notices).toEqual([{ code: 'KEY_FILE_LOOSE', message: expect.stringContaining(`${path} `) }])
  expect([modeOf(path), readFileSync(path)]).toEqual(['644', bytes])
})

test('.p12 of mode 0644: FILE_UNSAFE where the setting says so; the file is not changed', async () => {
  const error = await failureOf(readStore('PFXFILE', path, { password: 'x', allowLooseFile: false }))
  expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringContaining('mode 0644')])
  expect([modeOf(path), readFileSync(path)]).toEqual(['644', bytes])
})
