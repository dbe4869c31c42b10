import { expect, test } from 'vitest'
import { initialize, MIGRATIONS, migrate, readProtection } from '../../../src/oauth/settings/schema.ts'
import { openDatabase } from '../../../src/sqlite/native.ts'

const SECOND = 'ALTER TABLE grants ADD COLUMN note TEXT; UPDATE grants SET scope = upper(scope)'

async function filled() {
  const db = await openDatabase(':memory:')
  initialize(db)
  db.exec("INSERT INTO grants (user, client, sealed, scope, used_at) VALUES ('u', 'c', x'00', 's', 1)")
  return db
}

test('a file of an older version is brought to the newest and keeps its rows', async () => {
  const db = await filled()
  db.transaction(() => migrate(db, [...MIGRATIONS, SECOND]))()
  expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length + 1)
  expect(db.prepare('SELECT scope, note FROM grants').all()).toEqual([{ scope: 'S', note: null }])
  db.close()
})

test('a file of the first version keeps its sign-ins, of which nobody knows when their users consented', async () => {
  const db = await openDatabase(':memory:')
  migrate(db, MIGRATIONS.slice(0, 1))
  db.exec("INSERT INTO grants (user, client, sealed, scope, used_at) VALUES ('u', 'c', x'00', 's', 1)")
  migrate(db, MIGRATIONS)
  expect(db.prepare('SELECT user, consented_at FROM grants').all()).toEqual([
    { user: 'u', consented_at: null },
  ])
  expect(db.prepare('SELECT * FROM connections').all()).toEqual([])
  db.close()
})

test('a step that fails takes the whole upgrade back', async () => {
  const db = await filled()
  const upgrade = db.transaction(() => migrate(db, [...MIGRATIONS, SECOND, 'CREATE TABLE grants (x)']))
  expect(upgrade).toThrow(/already exists/)
  expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
  expect(db.prepare('SELECT * FROM grants').get()).not.toHaveProperty('note')
  db.close()
})

test('a newest file is not written to', async () => {
  const db = await filled()
  const before = db.prepare('SELECT total_changes() AS n').get()
  migrate(db, MIGRATIONS)
  expect(db.prepare('SELECT total_changes() AS n').get()).toEqual(before)
  db.close()
})

test('every file has an id and a salt of its own, and no key yet', async () => {
  const [a, b] = [await filled(), await filled()].map(db => readProtection(db))
  expect(a!.storeId).not.toBe(b!.storeId)
  expect(a!.salt).toHaveLength(16)
  expect(a!.salt.equals(b!.salt)).toBe(false)
  expect([a!.kind, a!.keyCheck]).toEqual([null, null])
})
