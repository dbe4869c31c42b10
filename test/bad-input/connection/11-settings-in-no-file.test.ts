import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectConnectRefused, SECRETS, SIGNED_IN } from '../support.ts'

const before = process.cwd()
const directory = mkdtempSync(join(tmpdir(), 'gmailsql-bad-place-'))
const devices = mkdtempSync(join(tmpdir(), 'gmailsql-device-'))
// `.` is this directory.
beforeAll(() => process.chdir(directory))
afterAll(() => {
  process.chdir(before)
  for (const made of [directory, devices]) rmSync(made, { recursive: true })
})

/** /dev/null; for root, who could break it for the whole machine, a node of the same kind. */
function nullDevice(): string {
  if (process.getuid?.() !== 0) return '/dev/null'
  execFileSync('mknod', [join(devices, 'null'), 'c', '1', '3'])
  return join(devices, 'null')
}

test.each([
  [nullDevice(), ['/null', 'is a device'], 'Name a file of your own'],
  ['/', ['OAuthSettingsLocation', '"/"', 'names a directory'], 'Name a file of your own'],
  ['.', ['gmailsql-bad-place-', 'is a directory'], 'Name a file of your own'],
  ['http://x/y', ['OAuthSettingsLocation', '"http://x/y"', 'is an address'], 'path of a file'],
])('OAuthSettingsLocation=%s is refused with the reason', async (place, names, hint) => {
  const given = `${SIGNED_IN};OAuthSettingsLocation=${place}`
  await expectConnectRefused(given, { code: 'FILE_UNSAFE', names, hint, hidden: SECRETS })
  expect(readdirSync(directory)).toEqual([])
})
