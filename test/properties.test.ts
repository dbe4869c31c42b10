import { afterAll, beforeAll, expect, test } from 'vitest'
import { properties } from '../schema/index.ts'
import { authentication } from './properties/effects/authentication.ts'
import { caching, logging } from './properties/effects/keeping.ts'
import { firewall, proxy } from './properties/effects/network.ts'
import { jwt, oauth } from './properties/effects/oauth.ts'
import { limits, reading, schema } from './properties/effects/reading.ts'
import { session } from './properties/effects/session.ts'
import { type Effects, startWorld, type World } from './properties/effects/world.ts'
import { writing } from './properties/effects/writing.ts'

const EFFECTS: Effects = {
  ...{ ...authentication, ...oauth, ...jwt, ...firewall, ...proxy, ...logging },
  ...{ ...schema, ...caching, ...limits, ...reading, ...session, ...writing },
}

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const names = properties.map(({ name }) => name)

test('each property has an effect, and no other name', () => {
  expect(Object.keys(EFFECTS).sort()).toEqual([...names].sort())
})

test.each(names)('%s makes a difference that a program sees', async name => {
  const { value, sees, shows, isApart } = EFFECTS[name]!(world)
  const first = sees({})
  if (!isApart) await first
  const [without, given] = await Promise.all([first, sees({ [name]: await value })])
  expect(given).toEqual(shows)
  expect(without).not.toEqual(shows)
})
