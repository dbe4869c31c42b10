import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { defaultLocation } from '../../../src/oauth/settings/location.ts'
import { isRoot, makeDirectory, modeOf } from '../../oauth/settings/support.ts'
import { type Door, openDoor, savingString } from './door.ts'

const INDEX = new URL('../../../src/index.ts', import.meta.url).href
const isLinux = process.platform === 'linux'
/** A user of whom the system knows nothing. */
const STRANGER = 54_321

/** Saves in a process of its own with just this environment. @returns `ok` or the code of the error. */
async function saveWith(door: Door, env: Record<string, string>, uid?: number, more = ''): Promise<string> {
  const script = `
    const { connect } = await import(${JSON.stringify(INDEX)})
    try {
      await (await connect(${JSON.stringify(`${savingString(door)};${more}`)})).close()
      console.log('ok')
    } catch (error) {
      console.log(error.code)
    }`
  const options = { env: { PATH: process.env['PATH'], ...env }, cwd: '/', ...(uid && { uid, gid: uid }) }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    options,
  )
  return stdout.trim()
}

test.runIf(isLinux)('XDG_CONFIG_HOME relative: it is ignored for ~/.config, made private', async () => {
  await using door = await openDoor()
  const home = makeDirectory()
  expect(await saveWith(door, { HOME: home, XDG_CONFIG_HOME: 'relative' })).toBe('ok')
  const directory = join(home, '.config', 'gmailsql')
  expect(readdirSync(home)).toEqual(['.config'])
  expect([modeOf(directory), modeOf(join(directory, 'oauth-settings.db'))]).toEqual(['700', '600'])
  expect(existsSync('/relative')).toBe(false)
})

test.runIf(isLinux)('HOME unset: the home of the passwd entry', () => {
  const before = process.env['HOME']
  delete process.env['HOME']
  try {
    expect(defaultLocation({})).toBe(join(userInfo().homedir, '.config/gmailsql/oauth-settings.db'))
  } finally {
    if (before !== undefined) process.env['HOME'] = before
  }
})

test.runIf(isLinux && isRoot)('HOME unset, no passwd entry for the uid: MISSING_PROPERTY', async () => {
  await using door = await openDoor()
  expect(await saveWith(door, {}, STRANGER)).toBe('MISSING_PROPERTY')
  expect(await saveWith(door, {}, STRANGER, 'OAuthSettingsLocation=~/s.db')).toBe('MISSING_PROPERTY')
  expect(await saveWith(door, { HOME: '' }, undefined, 'OAuthSettingsLocation=~/s.db')).toBe(
    'MISSING_PROPERTY',
  )
  expect(existsSync('/s.db')).toBe(false)
  expect(await saveWith(door, {}, STRANGER, 'OAuthSettingsLocation=memory://me')).toBe('ok')
})
