import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Dovecot, startDovecot } from '../support/dovecot.ts'
import { readScripts } from '../support/imaptest/corpus.ts'
import { runScript } from '../support/imaptest/run.ts'

const scripts = readScripts()

/** The scripts were written beside Dovecot: what it does not pass is a mistake of our reading of them. */
describe.skipIf(scripts.length === 0)('Dovecot passes the scripted exchanges of imaptest', () => {
  let dovecot: Dovecot | undefined

  beforeAll(async () => {
    dovecot = await startDovecot(null)
  })

  afterAll(() => dovecot?.stop())

  test.each(scripts)('$name', async ({ name, text, messages }) => {
    // Any user may log in, and each has mail of his own.
    const account = {
      host: '127.0.0.1',
      port: dovecot!.port,
      user: `${name}@example.com`,
      password: 'secret',
    }
    const { lacking, failures, groups } = await runScript(text, messages, account)
    expect({ lacking, failures }).toEqual({ lacking: [], failures: [] })
    expect(groups).toBeGreaterThan(0)
  })
})
