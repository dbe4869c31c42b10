import { copyFileSync, existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../../src/index.ts'
import type { Notice } from '../../../src/util/notice.ts'
import { makeDirectory, modeOf } from '../../oauth/settings/support.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { overwrite } from './overwrite.ts'

const SQL = 'SELECT Id, Subject, IsRead, Labels, Size FROM [Gmail/All Mail]'

async function read(demo: Demo, path: string) {
  const notices: Notice[] = []
  const onNotice = (notice: Notice) => notices.push(notice)
  const db = await connect(`${demo.connectionString};CacheLocation="${path}"`, { onNotice })
  try {
    return { rows: (await db.query(SQL)).rows, notices }
  } finally {
    await db.close()
  }
}

/** A store that was not closed: its -wal is there. */
async function unclosed(demo: Demo): Promise<string> {
  const directory = makeDirectory()
  const [path, copy] = [join(directory, 'open.db'), join(directory, 'mail.db')]
  const db = await demo.open(`CacheLocation="${path}"`)
  await db.query(SQL)
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix)
  return copy
}

const PAGE = 4096
const DAMAGES: readonly (readonly [string, (path: string) => void])[] = [
  ['header changed', path => overwrite(path, 0, 100)],
  ['truncated in the middle', path => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ['truncated in a page', path => truncateSync(path, 1000)],
  ['emptied', path => truncateSync(path, 0)],
  ['noise all over it', path => overwrite(path, 0, statSync(path).size)],
  ['the root page of the messages', path => overwrite(path, 3 * PAGE, PAGE)],
  ['a page in the middle', path => overwrite(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE, PAGE)],
]

test.each(DAMAGES)(
  'a store that lasts, %s: put aside with a notice, and the rows are right',
  async (_, damage) => {
    await using demo = await startDemo()
    const path = join(makeDirectory(), 'mail.db')
    const { rows } = await read(demo, path)
    damage(path)
    const after = await read(demo, path)
    expect(after.rows).toEqual(rows)
    const isSeen = after.notices.some(({ code }) => code === 'CACHE_DAMAGED')
    const aside = readdirSync(join(path, '..')).filter(name => name.includes('.damaged-'))
    expect(aside.length > 0).toBe(isSeen)
    expect(isSeen || statSync(path).size > 0).toBe(true)
    expect(modeOf(path)).toBe('600')
    expect((await read(demo, path)).notices).toEqual([])
  },
)

test.each<readonly [string, (path: string, demo: Demo) => Promise<void>]>([
  ['is gone', async path => rmSync(`${path}-wal`)],
  ['has another header', async path => overwrite(`${path}-wal`, 0, 32)],
  ['is noise', async path => overwrite(`${path}-wal`, 0, statSync(`${path}-wal`).size)],
  ['is cut', async path => truncateSync(`${path}-wal`, Math.floor(statSync(`${path}-wal`).size / 2))],
  [
    'is that of another store',
    async (path, demo) => copyFileSync(`${await unclosed(demo)}-wal`, `${path}-wal`),
  ],
])('a store whose -wal %s after a crash: the rows are right', async (_, damage) => {
  await using demo = await startDemo()
  const expected = await read(demo, join(makeDirectory(), 'mail.db'))
  const path = await unclosed(demo)
  await damage(path, demo)
  expect((await read(demo, path)).rows).toEqual(expected.rows)
  expect(existsSync(path)).toBe(true)
})
