import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultLocation, type Platform } from '../../../src/oauth/settings/location.ts'
import { GmailSqlError } from '../../../src/util/errors.ts'
import { errorOf, grant, makeDirectory, modeOf, open, refreshTokenIn } from './support.ts'

function on(name: NodeJS.Platform, home = '/home/passwd'): Platform {
  return { name, homedir: () => home }
}

const nobodyHome: Platform = {
  name: 'linux',
  homedir: () => {
    throw new Error('uv_os_homedir returned ENOENT (no such file or directory)')
  },
}

describe('without OAuthSettingsLocation the file is', () => {
  test.each([
    ['in XDG_CONFIG_HOME', { XDG_CONFIG_HOME: '/c', HOME: '/h' }, '/c/gmailsql/oauth-settings.db'],
    ['in ~/.config', { HOME: '/h' }, '/h/.config/gmailsql/oauth-settings.db'],
    [
      'in ~/.config when XDG_CONFIG_HOME is empty',
      { XDG_CONFIG_HOME: '', HOME: '/h' },
      '/h/.config/gmailsql/oauth-settings.db',
    ],
    [
      'in ~/.config when XDG_CONFIG_HOME is relative',
      { XDG_CONFIG_HOME: 'c', HOME: '/h' },
      '/h/.config/gmailsql/oauth-settings.db',
    ],
    [
      'in the home of the passwd entry when HOME is unset',
      {},
      '/home/passwd/.config/gmailsql/oauth-settings.db',
    ],
    [
      'in the home of the passwd entry when HOME is relative',
      { HOME: '.' },
      '/home/passwd/.config/gmailsql/oauth-settings.db',
    ],
  ])('%s', (_, env, path) => {
    expect(defaultLocation(env, on('linux'))).toBe(path)
  })

  test('where macOS and Windows keep such files', () => {
    expect(defaultLocation({ HOME: '/Users/me', XDG_CONFIG_HOME: '/c' }, on('darwin'))).toBe(
      '/Users/me/Library/Application Support/gmailsql/oauth-settings.db',
    )
    expect(defaultLocation({ APPDATA: 'C:\\Users\\me\\AppData\\Roaming' }, on('win32'))).toBe(
      'C:\\Users\\me\\AppData\\Roaming\\gmailsql\\oauth-settings.db',
    )
    expect(defaultLocation({}, on('win32', 'C:\\Users\\me'))).toBe(
      'C:\\Users\\me\\AppData\\Roaming\\gmailsql\\oauth-settings.db',
    )
  })

  test('nowhere when HOME is unset and the user has no passwd entry: MISSING_PROPERTY', () => {
    const call = () => defaultLocation({}, nobodyHome)
    expect(call).toThrow(GmailSqlError)
    expect(call).toThrow(/no home directory/)
    expect(defaultLocation({ XDG_CONFIG_HOME: '/c' }, nobodyHome)).toBe('/c/gmailsql/oauth-settings.db')
  })

  test('made with its directories, which only the user can enter', async () => {
    const config = join(makeDirectory(), 'a', 'b')
    const { store } = await open(undefined, { env: { XDG_CONFIG_HOME: config } })
    await store.save(grant())
    expect(store.location).toBe(join(config, 'gmailsql', 'oauth-settings.db'))
    expect(modeOf(join(config, 'gmailsql'))).toBe('700')
    expect(modeOf(config)).toBe('700')
  })
})

test('a relative path is one from the working directory', async () => {
  const directory = makeDirectory()
  const { store } = await open(relative(process.cwd(), join(directory, 's.db')))
  await store.save(grant())
  expect(store.location).toBe(join(directory, 's.db'))
  expect(existsSync(join(directory, 's.db'))).toBe(true)
})

test('opening makes no file before a secret is saved', async () => {
  const directory = makeDirectory()
  const { store } = await open(join(directory, 's.db'))
  expect(await store.find('me@example.com', null)).toBeNull()
  expect(await store.remove('me@example.com', 'client-1')).toBe(false)
  expect(readdirSync(directory)).toEqual([])
})

test('two ids of memory:// are two stores, and neither is on the disk', async () => {
  const { store } = await open('memory://first')
  await store.save(grant())
  expect(store.location).toBe('memory://first')
  expect(store.protection).toBe('memory')
  expect(await refreshTokenIn('memory://first')).toBe('CANARY-refresh-token')
  expect(await refreshTokenIn('memory://second')).toBeUndefined()
  expect(await refreshTokenIn('MEMORY://first')).toBe('CANARY-refresh-token')
  expect(existsSync('memory:')).toBe(false)
})

describe('OAuthSettingsLocation is refused, naming why, when it is', () => {
  test.each([
    ['/dev/null', 'FILE_UNSAFE', /is a device/],
    ['/', 'FILE_UNSAFE', /directory/],
    ['.', 'FILE_UNSAFE', /is a directory/],
    ['..', 'FILE_UNSAFE', /is a directory/],
    ['', 'FILE_UNSAFE', /is a directory/],
    ['settings/', 'FILE_UNSAFE', /names a directory/],
    ['http://x/y', 'FILE_UNSAFE', /is a URL/],
    ['file:///x/y', 'FILE_UNSAFE', /is a URL/],
    ['memory://', 'BAD_PROPERTY', /has no name/],
    ['/dev/null/x', 'FILE_UNSAFE', /not a directory/],
  ])('%j', async (location, code, message) => {
    const error = await errorOf(open(location))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.hint).toBeTruthy()
  })
})

describe('the file has exactly the name', () => {
  const names = [
    'a?b',
    'a#b',
    'a%20b',
    '%41',
    'a\nb',
    '\u{1f4ec}',
    ' a',
    'a b',
    ':memory:',
    'file:x',
    '~',
    '-',
    "'",
    '"',
    'ä'.repeat(100),
  ]

  test.each(names)('%j', async name => {
    const directory = makeDirectory()
    const path = join(directory, name)
    const { store } = await open(path)
    await store.save(grant())
    expect(store.location).toBe(path)
    expect(readdirSync(directory)).toContain(name)
    expect(readdirSync(directory).every(one => one.startsWith(name))).toBe(true)
    expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
  })

  test.each([
    ['that ends with a space', 'a ', /ends with a space/],
    ['that ends with a newline', 'a\n', /ends with a space/],
    ['of 300 characters', 'a'.repeat(300), /longer than 200 bytes/],
    ['with a NUL', 'a\0b', /NUL/],
    ['in a path of 500 characters', `${'b/'.repeat(240)}a`, /longer than 440 bytes/],
  ])('or is refused: one %s', async (_, name, message) => {
    const directory = makeDirectory()
    const error = await errorOf(open(`${directory}/${name}`))
    expect(error.code).toBe('BAD_PROPERTY')
    expect(error.message).toMatch(message)
    expect(readdirSync(directory)).toEqual([])
  })
})
