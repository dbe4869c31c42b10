import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ANNA, startStage } from '../oauth/flows/stage.ts'
import { canariesIn } from '../support/canary/canary.ts'

test('the sqlite3 program reads the settings file, and finds no secret in clear', async () => {
  await using stage = await startStage()
  const { id, secret } = stage.oauth.clients.desktop
  const file = `${stage.directory}/o.db`
  const { db } = await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};User=${ANNA};OAuthSettingsLocation=${file}`,
  )
  await db.close()
  const dump = execFileSync('sqlite3', [file, '.dump'], { encoding: 'utf8' })
  expect(dump).toContain(ANNA)
  expect(dump).toMatch(/^COMMIT;/m)
  // .dump writes BLOBs as X'…'.
  const blobs = [...dump.matchAll(/X'([\da-f]*)'/gi)].map(([, hex]) =>
    Buffer.from(hex!, 'hex').toString('latin1'),
  )
  expect(blobs.length).toBeGreaterThan(0)
  for (const text of [dump, ...blobs]) expect(canariesIn(text)).toEqual([])
})
