import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSettings } from '../../../src/oauth/settings/open-settings.ts'
import type { StoredGrant } from '../../../src/oauth/types.ts'
import { Secret } from '../../../src/util/secret.ts'

/** A process of its own that uses the settings in one of a few ways; it tells how far it is, a line a step. */
const [task = '', location = '', counter = ''] = process.argv.slice(2)

const options = { location, env: {}, onNotice: () => {} }
const store = await openSettings(options, { keychain: null })

function numbered(n: number): StoredGrant {
  return {
    user: 'me@example.com',
    client: 'client-1',
    accessToken: new Secret(`access ${n}`),
    refreshToken: new Secret(`refresh ${n} ${'x'.repeat((n * 1000) % 9000)}`),
    expiresAt: n,
    obtainedAt: n,
    consentedAt: n,
    scope: null,
    seedAccessTokenHash: null,
    seedRefreshTokenHash: null,
    kept: {},
    usedAt: n,
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Saves one grant after another, until it is killed. */
async function save(): Promise<void> {
  for (let n = Number(counter); ; n++) {
    await store.save(numbered(n))
    tell(`${n}`)
  }
}

async function hold(): Promise<void> {
  await store.exclusively('refresh', async () => {
    tell('held')
    await sleep(60_000)
  })
}

/** Adds to the number in a file, which is right only if nobody else does at the same time. */
async function count(): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await store.exclusively('refresh', async () => {
      const before = Number(readFileSync(counter, 'utf8'))
      await sleep(1)
      writeFileSync(counter, `${before + 1}`)
    })
  }
  tell('done')
}

/** Reads and rotates the token under the lock, as a refresh does. */
async function rotate(): Promise<void> {
  await store.exclusively('refresh', async () => {
    const before = await store.find('me@example.com', 'client-1')
    await store.save(numbered((before?.usedAt ?? 0) + 1))
  })
  tell('done')
}

const tasks: Readonly<Record<string, () => Promise<void>>> = { save, hold, count, rotate }
await tasks[task]!()
