import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connected, expectConnectRefused, SECRETS, SIGNED_IN } from '../support.ts'

const before = process.cwd()
const root = mkdtempSync(join(tmpdir(), 'gmailsql-variables-'))
const home = mkdtempSync(join(root, 'home-'))
const here = mkdtempSync(join(root, 'here-'))
beforeAll(() => {
  vi.stubEnv('HOME', home)
  vi.stubEnv('APPDATA', home)
  process.chdir(here)
})
afterAll(() => {
  process.chdir(before)
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

/** Signs in with settings at this place; the codes of the notices. */
async function noticesOf(place: string): Promise<string[]> {
  const codes: string[] = []
  const onNotice = ({ code }: { code: string }) => codes.push(code)
  await connected(`${SIGNED_IN};OAuthSettingsLocation=${place}`, async () => {}, { onNotice })
  return codes
}

test('~/x is in the home directory, and no file is named ~', async () => {
  expect(await noticesOf('~/x')).not.toContain('LITERAL_PATH')
  expect(existsSync(join(home, 'x'))).toBe(true)
  expect(readdirSync(here)).toEqual([])
})

test.each(['%APPDATA%\\x', '$HOME/x'])('%s is taken as written, and a notice says so', async place => {
  expect(await noticesOf(place)).toContain('LITERAL_PATH')
  expect(existsSync(join(here, place))).toBe(true)
})

test('~bob/x is the home of somebody else', async () => {
  await expectConnectRefused(`${SIGNED_IN};OAuthSettingsLocation=~bob/x`, {
    code: 'BAD_PROPERTY',
    names: ['OAuthSettingsLocation', '"~bob/x"'],
    hint: '~/',
    hidden: SECRETS,
  })
  expect(readdirSync(here).filter(name => name.startsWith('~'))).toEqual([])
})
