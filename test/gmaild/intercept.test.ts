import { expect, test } from 'vitest'
import { type Gmaild, type GmaildOptions, startGmaild } from '../../src/gmaild/index.ts'
import { WireClient } from './wire-client.ts'

async function withIntercept(
  intercept: NonNullable<GmaildOptions['intercept']>,
): Promise<{ gmaild: Gmaild; client: WireClient } & AsyncDisposable> {
  const gmaild = await startGmaild({ messages: 100, intercept })
  const client = await WireClient.login(gmaild)
  await client.command('EXAMINE INBOX')
  return { gmaild, client, [Symbol.asyncDispose]: () => gmaild.close() }
}

test('raw lines take the place of the answer', async () => {
  await using s = await withIntercept(command =>
    command.name === 'UID SEARCH'
      ? { lines: [`${command.tag} NO [OVERQUOTA] Account exceeded command or bandwidth limits.`] }
      : undefined,
  )
  expect(await s.client.command('UID SEARCH ALL')).toEqual({
    lines: [],
    tagged: 'NO [OVERQUOTA] Account exceeded command or bandwidth limits.',
  })
})

test('another tagged line ends a short answer', async () => {
  await using s = await withIntercept(command =>
    command.name === 'FETCH'
      ? { rows: 2, tagged: 'NO Some messages could not be FETCHed (Failure)' }
      : undefined,
  )
  const answer = await s.client.command('FETCH 1:5 FLAGS')
  expect(answer.lines).toHaveLength(2)
  expect(answer.tagged).toBe('NO Some messages could not be FETCHed (Failure)')
})

test('the connection drops without an answer, or after so many octets of it', async () => {
  await using s = await withIntercept((command, session) => {
    if (command.name === 'NOOP') return 'drop'
    return command.name === 'FETCH' && session.connection === 1 ? { dropAfter: 40 } : undefined
  })
  s.client.send('a1 FETCH 1:5 (UID FLAGS)\r\n')
  await s.client.untilClosed()
  expect((await s.client.untilClosed()).length).toBe(40)
  await using second = await WireClient.login(s.gmaild)
  second.send('a2 NOOP\r\n')
  expect(await second.untilClosed()).toBe('')
})

test('an answer is delayed, and a hook sees how often a command came', async () => {
  const counts: number[] = []
  await using s = await withIntercept((command, session) => {
    if (command.name !== 'NOOP') return undefined
    counts.push(session.count('NOOP'))
    return { delay: 60 }
  })
  const start = performance.now()
  await s.client.command('NOOP')
  expect(performance.now() - start).toBeGreaterThan(50)
  await s.client.command('NOOP')
  expect(counts).toEqual([1, 2])
})

test('silence leaves the connection open and answers nothing', async () => {
  await using s = await withIntercept(command => (command.name === 'CHECK' ? { silence: true } : undefined))
  s.client.send('a1 CHECK\r\n')
  const first = await Promise.race([
    s.client.response(),
    new Promise(resolve => setTimeout(resolve, 60, 'nothing')),
  ])
  expect(first).toBe('nothing')
  expect(s.gmaild.connectionCount).toBe(1)
})
