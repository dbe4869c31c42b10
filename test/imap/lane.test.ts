import { describe, expect, it } from 'vitest'
import { Lane } from '../../src/imap/lane/lane.ts'
import { LogAdapter } from '../../src/imap/log-adapter.ts'

const log = new LogAdapter({ logger: undefined, secrets: () => [], onUnparsed: () => {} })
const rows = { take: () => true, unparsed: () => {} }

function laneOf(sent: string[] = []): Lane {
  return new Lane({ write: line => sent.push(line), log, maxTokens: 100, onAlert: () => {} })
}

describe('a lane', () => {
  it('leaves everything to imapflow while nothing of its own is in flight', async () => {
    const lane = laneOf()
    const lines = ['* 1 FETCH (FLAGS ())\r\n', 'L1 OK done\r\n', 'garbage\r\n', 'BAD what\r\n']
    for (const line of lines) expect(lane.take(Buffer.from(line), null)).toBe(false)
    const answer = lane.send('NOOP', rows)
    for (const line of ['* 3 EXISTS\r\n', '* BYE\r\n', '+ go\r\n', '1F OK theirs\r\n', 'L10 OK theirs\r\n'])
      expect(lane.take(Buffer.from(line), null)).toBe(false)
    for (const line of lines.slice(0, 2)) expect(lane.take(Buffer.from(line), null)).toBe(true)
    expect(await answer).toBe('OK done')
    for (const line of lines) expect(lane.take(Buffer.from(line), null)).toBe(false)
  })

  it('of a connection that is over answers at once, with what the server said at its end', async () => {
    const sent: string[] = []
    const lane = laneOf(sent)
    const first = lane.send('NOOP', rows)
    lane.take(Buffer.from('* BYE [UNAVAILABLE] closing\r\n'), null)
    lane.fail({ code: 'ECONNRESET', message: 'reset' })
    await expect(first).rejects.toMatchObject({ code: 'ECONNRESET', reason: 'closing' })
    await expect(lane.send('NOOP', rows)).rejects.toMatchObject({ code: 'ECONNRESET', reason: 'closing' })
    expect(sent).toEqual(['L1 NOOP\r\n'])
  })
})
