import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/util/secret.ts'
import { errorOf, grant, makeDirectory, type Opened, open, pending, revealed } from './support.ts'

const TEN_MINUTES = 600_000
let last = 0

/** Both kinds of store, each time a fresh place; `again` is another connection to the same one. */
const KINDS: readonly (readonly [string, () => string])[] = [
  ['a file', () => join(makeDirectory(), 'settings.db')],
  ['memory', () => `memory://test-${last++}`],
]

describe.each(KINDS)('settings in %s', (_, place) => {
  async function two(): Promise<[Opened['store'], Opened['store']]> {
    const location = place()
    return [(await open(location)).store, (await open(location)).store]
  }

  test('give back to every connection exactly what one saved', async () => {
    const [store, again] = await two()
    await store.save(grant())
    expect(revealed(await again.find('me@example.com', 'client-1'))).toEqual(revealed(grant()))
    expect((await again.list()).map(revealed)).toEqual([revealed(grant())])
  })

  test('keep a grant that has nothing but its key', async () => {
    const [store, again] = await two()
    const empty = { accessToken: null, refreshToken: null, expiresAt: null, obtainedAt: null, scope: null }
    const bare = grant({ ...empty, seedAccessTokenHash: null, kept: {} })
    await store.save(bare)
    expect(revealed(await again.find('me@example.com', 'client-1'))).toEqual(revealed(bare))
  })

  test('keep texts of any characters as they are', async () => {
    const [store, again] = await two()
    const odd = grant({
      user: 'ü"\'\u0000\n;--@例え.jp',
      client: '\\%_',
      accessToken: new Secret('\u{1f511} '),
    })
    await store.save(odd)
    expect(revealed(await again.find(odd.user, odd.client))).toEqual(revealed(odd))
  })

  test('know nothing before anything was saved', async () => {
    const [store] = await two()
    expect(await store.find('me@example.com', 'client-1')).toBeNull()
    expect(await store.find(null, null)).toBeNull()
    expect(await store.list()).toEqual([])
    expect(await store.listPending('client-1')).toEqual([])
    expect(await store.remove('me@example.com', 'client-1')).toBe(false)
    await store.removePending('x')
  })

  test('keep a connection under its name, whatever its case, and the grants it came with', async () => {
    const [store, again] = await two()
    const connection = new Secret('User=me@example.com;Password="CANARY-named;x"')
    await store.saveNamed({ name: 'work', connection, savedAt: 1 }, { grants: [grant()] })
    await again.saveNamed({ name: 'Home', connection: new Secret('User=you'), savedAt: 2 })
    await again.saveNamed({ name: 'WORK', connection, savedAt: 3 })
    const listed = await store.listNamed()
    expect(listed.map(({ name, savedAt }) => [name, savedAt])).toEqual([
      ['Home', 2],
      ['WORK', 3],
    ])
    expect(listed[1]?.connection.reveal()).toBe(connection.reveal())
    expect(revealed(await again.find('me@example.com', 'client-1'))).toEqual(revealed(grant()))
    await store.saveNamed({ name: 'office', connection, savedAt: 4 }, { replaces: 'work' })
    expect((await again.listNamed()).map(({ name }) => name)).toEqual(['Home', 'office'])
    expect(await again.removeNamed('OFFICE')).toBe(true)
    expect(await store.removeNamed('office')).toBe(false)
    expect((await store.listNamed()).map(({ name }) => name)).toEqual(['Home'])
  })

  test('keep one grant for a user and a client, the last one saved', async () => {
    const [store, again] = await two()
    await store.save(grant())
    await again.save(grant({ refreshToken: new Secret('rotated') }))
    expect((await store.find('me@example.com', 'client-1'))?.refreshToken?.reveal()).toBe('rotated')
    expect(await store.list()).toHaveLength(1)
  })

  test('take the case of a mail address for no difference, but that of a client id', async () => {
    const [store] = await two()
    await store.save(grant())
    await store.save(grant({ user: 'ME@Example.com' }))
    expect(await store.list()).toHaveLength(1)
    expect((await store.find('me@EXAMPLE.com', 'client-1'))?.user).toBe('ME@Example.com')
    expect(await store.find('me@example.com', 'CLIENT-1')).toBeNull()
    expect(await store.remove('Me@example.com', 'client-1')).toBe(true)
  })

  test('answer with the grant last used when user or client is left open', async () => {
    const [store] = await two()
    await store.save(grant({ user: 'a@x', client: 'new', usedAt: 3 }))
    await store.save(grant({ user: 'a@x', client: 'old', usedAt: 1 }))
    await store.save(grant({ user: 'b@x', client: 'old', usedAt: 2 }))
    const found = async (user: string | null, client: string | null) => {
      const answer = await store.find(user, client)
      return answer && `${answer.user} ${answer.client}`
    }
    expect(await found('a@x', null)).toBe('a@x new')
    expect(await found(null, 'old')).toBe('b@x old')
    expect(await found(null, null)).toBe('a@x new')
    expect(await found('b@x', 'new')).toBeNull()
    expect((await store.list()).map(one => one.usedAt)).toEqual([3, 2, 1])
  })

  test('remove a grant, and say whether there was one', async () => {
    const [store, again] = await two()
    await store.save(grant())
    expect(await again.remove('me@example.com', 'client-2')).toBe(false)
    expect(await again.remove('me@example.com', 'client-1')).toBe(true)
    expect(await store.find('me@example.com', null)).toBeNull()
    expect(await store.remove('me@example.com', 'client-1')).toBe(false)
  })

  test('list pending authorizations of a client, newest first, until their callback came', async () => {
    const [store, again] = await two()
    const now = Date.now()
    await store.addPending(pending({ state: new Secret('one'), createdAt: now - 2000 }))
    await store.addPending(pending({ state: new Secret('three'), createdAt: now }))
    await store.addPending(pending({ state: new Secret('two'), createdAt: now - 1000 }))
    await store.addPending(pending({ state: new Secret('other'), client: 'client-2' }))
    const states = async () => (await again.listPending('client-1')).map(one => one.state.reveal())
    expect(await states()).toEqual(['three', 'two', 'one'])
    await again.removePending('two')
    await again.removePending('nothing of this name')
    expect(await states()).toEqual(['three', 'one'])
    const [newest] = await store.listPending('client-1')
    expect(newest?.codeVerifier.reveal()).toBe('CANARY-verifier')
    expect({ ...newest, state: 0, codeVerifier: 0 }).toEqual({
      ...pending({ createdAt: now }),
      state: 0,
      codeVerifier: 0,
    })
  })

  test('forget a pending authorization after ten minutes, and one from a future that a clock jump made', async () => {
    const [store] = await two()
    const now = Date.now()
    await store.addPending(pending({ state: new Secret('old'), createdAt: now - TEN_MINUTES }))
    await store.addPending(pending({ state: new Secret('future'), createdAt: now + TEN_MINUTES + 5000 }))
    await store.addPending(pending({ state: new Secret('late'), createdAt: now - TEN_MINUTES + 30_000 }))
    expect((await store.listPending('client-1')).map(one => one.state.reveal())).toEqual(['late'])
  })

  test('let one connection work at a time, in the order in which they came', async () => {
    const [store, again] = await two()
    const events: string[] = []
    const work = (name: string) => async () => {
      events.push(`${name} begins`)
      await new Promise(resolve => setTimeout(resolve, 20))
      events.push(`${name} ends`)
      return name
    }
    const done = [store, again, store].map((one, i) => one.exclusively('refresh', work(`${i}`)))
    expect(await Promise.all(done)).toEqual(['0', '1', '2'])
    expect(events).toEqual(['0', '1', '2'].flatMap(name => [`${name} begins`, `${name} ends`]))
  })

  test('let works of different names go on side by side, and one within the other', async () => {
    const [store, again] = await two()
    const inner = () => again.exclusively('b', async () => 'inner')
    expect(await store.exclusively('a', inner)).toBe('inner')
  })

  test('free the lock when the work fails, and pass the failure on', async () => {
    const [store, again] = await two()
    await expect(store.exclusively('a', () => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    expect(await again.exclusively('a', async () => 1, { timeoutMs: 500 })).toBe(1)
  })

  test('give up waiting in time with OAUTH_TIMEOUT that names this process, and the next is served', async () => {
    const [store, again] = await two()
    const { promise, resolve } = Promise.withResolvers<void>()
    const first = store.exclusively('a', () => promise)
    const error = await errorOf(again.exclusively('a', async () => {}, { timeoutMs: 50 }))
    expect(error.code).toBe('OAUTH_TIMEOUT')
    expect(error.message).toContain(`(${process.pid})`)
    const third = store.exclusively('a', async () => 3)
    resolve()
    await first
    expect(await third).toBe(3)
  })

  test('stop waiting when the signal says so', async () => {
    const [store, again] = await two()
    const { promise, resolve } = Promise.withResolvers<void>()
    const first = store.exclusively('a', () => promise)
    const stop = new AbortController()
    const waiting = errorOf(again.exclusively('a', async () => {}, { signal: stop.signal }))
    stop.abort()
    expect((await waiting).code).toBe('CANCELLED')
    resolve()
    await first
    const early = again.exclusively('a', async () => {}, { signal: AbortSignal.abort() })
    expect((await errorOf(early)).code).toBe('CANCELLED')
  })

  test('close more than once', async () => {
    const [store] = await two()
    await store.save(grant())
    await store.close()
    await store.close()
  })
})

test('a closed file store says so', async () => {
  const { store } = await open(join(makeDirectory(), 's.db'))
  await store.close()
  expect((await errorOf(store.list())).message).toMatch(/closed/)
})

test('a time that is no whole number is refused, and what is stored stays', async () => {
  const directory = makeDirectory()
  const { store, notices } = await open(join(directory, 's.db'))
  await store.save(grant())
  for (const usedAt of [1.5, Number.NaN, 1e300]) {
    expect((await errorOf(store.save(grant({ usedAt })))).code).toBe('BAD_VALUE')
  }
  expect(await store.list()).toHaveLength(1)
  expect(notices.map(notice => notice.code)).toEqual(['KEY_FILE'])
})
