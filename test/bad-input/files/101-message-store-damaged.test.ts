import { readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeDirectory, modeOf } from '../../oauth/settings/support.ts'
import { childrenOf, storeFileOf } from '../../support/open-files.ts'
import { openDoor } from './door.ts'
import { overwrite } from './overwrite.ts'

/** The message store of the one engine that this process has started. */
function storeFile(): string {
  const paths = childrenOf(process.pid)
    .map(storeFileOf)
    .filter(path => path !== undefined)
  expect(paths).toHaveLength(1)
  return paths[0]!
}

const DAMAGES: readonly (readonly [string, (path: string) => void])[] = [
  ['header changed', path => overwrite(path, 0, 100)],
  ['truncated', path => truncateSync(path, 1000)],
  ['emptied', path => truncateSync(path, 0)],
  ['noise all over it', path => overwrite(path, 0, statSync(path).size)],
  ['`-wal` deleted', path => rmSync(`${path}-wal`)],
  ['header of `-wal` changed', path => overwrite(`${path}-wal`, 0, 32)],
]

/** Keeps the engine busy until it is killed. */
const ENDLESS =
  'SELECT COUNT(*) AS n FROM Inbox a, Inbox b, Inbox c, Inbox d, Inbox e, Inbox f WHERE a.Size+b.Size+c.Size+d.Size+e.Size+f.Size = 1'

const SQL = 'SELECT Subject, Size FROM Inbox ORDER BY Id'

describe.runIf(process.platform === 'linux')('message store, while its connection is idle:', () => {
  test.each(DAMAGES)(
    '%s: CACHE_DAMAGED or the right rows; tokens untouched; a new one works',
    async (_, damage) => {
      await using door = await openDoor()
      const settings = join(makeDirectory(), 's.db')
      await door.save(settings)
      const db = await door.open(settings)
      const { rows } = await db.query(SQL)
      const path = storeFile()
      expect([modeOf(path), modeOf(join(path, '..'))]).toEqual(['600', '700'])
      const tokens = readFileSync(settings)
      damage(path)
      for (const sql of [SQL, 'SELECT Subject FROM [Gmail/All Mail] LIMIT 3', SQL]) {
        const outcome = await db.query(sql).then(
          result => (sql === SQL ? result.rows : result.rowCount),
          (error: unknown) => error,
        )
        if (outcome instanceof Error)
          expect(outcome).toMatchObject({
            code: 'CACHE_DAMAGED',
            hint: expect.stringContaining('Connect again'),
          })
        else expect(outcome).toEqual(sql === SQL ? rows : 3)
      }
      expect(readFileSync(settings)).toEqual(tokens)
      expect((await (await door.open(settings)).query(SQL)).rows).toEqual(rows)
    },
  )

  test('noise all over it and `-wal`, and the engine is started anew: CACHE_DAMAGED, and a new one works', async () => {
    await using door = await openDoor()
    const settings = join(makeDirectory(), 's.db')
    await door.save(settings)
    const db = await door.open(settings)
    const { rows } = await db.query(SQL)
    const path = storeFile()
    for (const file of [path, `${path}-wal`]) overwrite(file, 0, Math.max(statSync(file).size, 4096))
    const tokens = readFileSync(settings)
    const signal = AbortSignal.timeout(300)
    await expect(db.query(ENDLESS, [], { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    for (let i = 0; i < 2; i++)
      await expect(db.query(SQL)).rejects.toMatchObject({
        code: 'CACHE_DAMAGED',
        hint: expect.stringContaining('Connect again'),
      })
    expect(readFileSync(settings)).toEqual(tokens)
    expect((await (await door.open(settings)).query(SQL)).rows).toEqual(rows)
  })
})
