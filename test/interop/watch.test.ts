import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../src/index.ts'
import { connectTo, type Dovecot, otherClient, startDovecot } from '../support/dovecot.ts'

describe('watching a mailbox of Dovecot', () => {
  let dovecot: Dovecot | undefined

  beforeAll(async () => {
    dovecot = await startDovecot(null)
  })

  afterAll(() => dovecot?.stop())

  it('gives what another client puts there', async () => {
    await using db = await connectTo(dovecot!)
    const writer = await otherClient(dovecot!.port)
    const watch = db.watch('INBOX')
    const subjects: unknown[] = []
    let sent = 0
    const append = () => writer.append('INBOX', `Subject: number ${++sent}\r\n\r\nhello\r\n`)
    // It begins at some moment, so mail comes until the first was seen.
    const timer = setInterval(() => void append(), 1000)
    subjects.push(((await watch.next()).value as Row)['Subject'])
    clearInterval(timer)
    const next = watch.next()
    await append()
    subjects.push(((await next).value as Row)['Subject'])
    await watch.return?.()
    await writer.logout()
    const seen = subjects.map(subject => Number(/^number (\d+)$/.exec(String(subject))?.[1]))
    expect(seen[1]).toBe(seen[0]! + 1)
    expect(sent).toBeGreaterThanOrEqual(seen[1]!)
  })
})
