import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { connected, type Effects, mailAt, type Options, rows, type World, withGmaild } from './world.ts'

const READ = 'SELECT Subject FROM Inbox LIMIT 1'

/** Reads in two connections to one store; the commands of the second. */
async function secondTime({ gmaild, mail, path }: World, options: Options): Promise<string[]> {
  const both = { ...mail, CacheLocation: path('db'), ...options }
  await rows({ ...both, Offline: false }, READ)
  gmaild.clearRecord()
  await rows(both, READ)
  return gmaild.record.map(({ name }) => name)
}

/** What is kept between statements and connections. */
export const caching: Effects = {
  AutoCache: ({ mail, path }) => ({
    value: true,
    sees: async given => {
      const cache = path('cache')
      mkdirSync(cache, { mode: 0o700 })
      vi.stubEnv('XDG_CACHE_HOME', cache)
      onTestFinished(() => void vi.unstubAllEnvs())
      await rows({ ...mail, ...given }, READ)
      return readdirSync(cache, { recursive: true }).some(name => String(name).endsWith('.db'))
    },
    shows: true,
  }),
  CacheLocation: ({ mail, path }) => {
    const value = path('db')
    const sees = async (given: Options) => {
      await rows({ ...mail, ...given }, READ)
      return existsSync(value)
    }
    return { value, sees, shows: true }
  },
  CacheTolerance: () => ({
    value: 3600,
    sees: given =>
      withGmaild({ messages: 3 }, gmaild =>
        connected({ ...mailAt(gmaild), ...given }, async db => {
          const count = async () => (await db.query('SELECT Id FROM [Gmail/All Mail]')).rowCount
          const before = await count()
          gmaild.account.append({ raw: 'Subject: new\r\n\r\nx', labels: ['\\Inbox'] })
          return (await count()) - before
        }),
      ),
    isApart: true,
    shows: 0,
  }),
  Offline: world => ({
    value: true,
    sees: given => secondTime(world, given),
    shows: [],
  }),
  CacheMetadata: world => ({
    value: true,
    sees: async given => (await secondTime(world, { AutoCache: true, ...given })).includes('LIST'),
    shows: false,
  }),
}

/** The files of a log after one statement that reads mail, and others that are long. */
async function logged({ mail, path }: World, options: Options): Promise<{ files: number; text: string }> {
  const directory = path('logs')
  mkdirSync(directory)
  const Logfile = join(directory, 'gmail.log')
  await connected({ ...mail, Logfile, ...options }, async db => {
    await db.query(READ)
    for (let n = 0; n < 5; n++) await db.query(`SELECT '${'x'.repeat(60_000)}' AS x`)
  })
  const names = readdirSync(directory)
  return {
    files: names.length,
    text: names.map(name => readFileSync(join(directory, name), 'utf8')).join(''),
  }
}

export const logging: Effects = {
  Logfile: ({ mail, path }) => {
    const value = path('log')
    const sees = async (given: Options) => {
      await rows({ ...mail, ...given }, READ)
      return readdirSync(dirname(value)).some(name => value.endsWith(name))
    }
    return { value, sees, shows: true }
  },
  Verbosity: world => ({
    value: 3,
    sees: async given => (await logged(world, given)).text.includes('EXAMINE'),
    shows: true,
  }),
  LogModules: world => ({
    value: 'SQL',
    sees: async given => (await logged(world, { Verbosity: 3, ...given })).text.includes('EXAMINE'),
    shows: false,
  }),
  MaxLogFileSize: world => ({
    value: '100kB',
    sees: async given => (await logged(world, given)).files > 1,
    shows: true,
  }),
  MaxLogFileCount: world => ({
    value: 2,
    sees: async given => (await logged(world, { MaxLogFileSize: '100kB', ...given })).files,
    shows: 2,
  }),
}
