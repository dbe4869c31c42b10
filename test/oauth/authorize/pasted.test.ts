import { expect, test } from 'vitest'
import type { GmailSqlError } from '../../../src/util/errors.ts'
import { begin, send } from './begun-flow.ts'

/** A user who pastes one text after the other, and then waits; what each was refused with is noted. */
function user() {
  const texts: string[] = []
  const refusals: (string | null)[] = []
  const signals: AbortSignal[] = []
  let wake = () => {}
  const readPasted = async (signal: AbortSignal, refusal: GmailSqlError | null): Promise<string> => {
    refusals.push(refusal?.message ?? null)
    signals.push(signal)
    while (texts.length === 0) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    return texts.shift()!
  }
  const paste = (...more: string[]) => {
    texts.push(...more)
    wake()
  }
  return { readPasted, paste, refusals, signals }
}

test('a pasted callback URL ends the sign-in', async () => {
  const { readPasted, paste, signals } = user()
  const flow = await begin({ readPasted })
  paste(`  ${flow.callback({ code: '4/0Ab' })}\n`)
  expect((await flow.outcome).code.reveal()).toBe('4/0Ab')
  await expect(send(flow.redirectUri)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(signals.every(signal => signal.aborted)).toBe(true)
})

test('a paste that is not ours is refused with the reason and asked for again', async () => {
  const { readPasted, paste, refusals } = user()
  const flow = await begin({ readPasted })
  paste(flow.callback({ code: 'c', state: 'wrong' }), flow.callback({ code: 'c', state: null }), '')
  paste(flow.url.href, flow.callback({ code: 'good' }))
  expect((await flow.outcome).code.reveal()).toBe('good')
  expect(refusals).toEqual([
    null,
    expect.stringContaining('the state of another request'),
    expect.stringContaining('no state'),
    expect.stringContaining('is empty'),
    expect.stringContaining('is the address to open'),
  ])
})

test('a code alone is taken', async () => {
  const { readPasted, paste } = user()
  const flow = await begin({ readPasted })
  paste('4%2F0Ab')
  expect((await flow.outcome).code.reveal()).toBe('4/0Ab')
})

test('a pasted refusal of the user ends with OAUTH_DENIED', async () => {
  const { readPasted, paste } = user()
  const flow = await begin({ readPasted })
  paste(flow.callback({ error: 'access_denied' }))
  await expect(flow.outcome).rejects.toMatchObject({ code: 'OAUTH_DENIED' })
})

test('the browser wins when it is faster, and nobody is asked any more', async () => {
  const { readPasted, signals } = user()
  const flow = await begin({ readPasted })
  await send(flow.callback({ code: 'c' }))
  await flow.outcome
  expect(signals.map(signal => signal.aborted)).toEqual([true])
})

test('an input that is closed, or gives nonsense for ever, leaves the browser', async () => {
  let asked = 0
  const closed = async () => {
    asked += 1
    throw new Error('the input has ended')
  }
  const endless = async () => {
    asked += 1
    return ''
  }
  for (const readPasted of [closed, endless]) {
    const flow = await begin({ readPasted })
    expect((await send(flow.callback({ code: 'c' }))).status).toBe(200)
    await flow.outcome
  }
  expect(asked).toBeLessThan(30)
})
