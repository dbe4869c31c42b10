import { expect, test } from 'vitest'
import { GOOD, KEY } from '../../imap/certificates.ts'
import { startDemo } from '../../support/demo.ts'
import { LIBRARY, run } from './door.ts'

test('row 126: NODE_TLS_REJECT_UNAUTHORIZED=0 shows no login to a server that nobody vouches for', async () => {
  await using demo = await startDemo({ messages: 5, tls: { key: KEY, cert: GOOD } })
  const account = demo.connectionString.replace('TLS=None', 'TLS=Implicit')
  const text = `
    import { connect } from ${JSON.stringify(LIBRARY)}
    const db = await connect(${JSON.stringify(account)})
    const error = await db.query('SELECT Id FROM Inbox').catch(error => error)
    console.log(error.code)
    await db.close()`
  const ended = await run(process.execPath, ['--no-warnings', '--input-type=module', '--eval', text], {
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  })
  expect(ended.stdout).toBe('TLS_REFUSED\n')
  expect(demo.gmaild.record.filter(({ name }) => /LOGIN|AUTHENTICATE/.test(name))).toEqual([])
})
