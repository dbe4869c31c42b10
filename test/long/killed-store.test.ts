import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ChangingServer, type KillCount, killAndCompare } from '../support/killed-readers.ts'

const KILLS = Number(process.env['KILLS'] ?? 200)
const SEED = Number(process.env['SEED'] ?? 20_261_123)
const COLUMNS = 'Id, UIDValidity, MsgId, ThreadId, Subject, [From], [To], IsRead, Labels, Size, ReceivedDate'
const MAILBOXES = ['[Gmail/All Mail]', 'Inbox']
/** Few would be there before they can be killed, and many would take long to compare. */
const MESSAGES = 1_500

let gmaild: ChildProcess
let server: ChangingServer

beforeEach(async () => {
  gmaild = fork(new URL('./gmaild-process.ts', import.meta.url), [`${MESSAGES}`])
  const [connectionString] = (await once(gmaild, 'message')) as [string]
  const change = async (seed: number) => {
    gmaild.send(seed)
    await once(gmaild, 'message')
  }
  server = { connectionString, change }
})
afterEach(async () => {
  gmaild.disconnect()
  await once(gmaild, 'exit')
})

function print(what: string, { kills, inMidFetch, looks, rows }: KillCount): void {
  console.log(
    `${what}: ${kills} kills, ${inMidFetch} of them in the middle of a fetch; ${looks} times ${rows} rows in all compared`,
  )
}

test('no row is lost, doubled or torn by processes that are killed while they fill and refresh a store', async () => {
  const statements = MAILBOXES.map(mailbox => `SELECT ${COLUMNS} FROM ${mailbox}`)
  const plan = { kills: KILLS, seed: SEED, statements, killsBeforeLook: 2, looksAtStore: 2, longestMs: 150 }
  const count = await killAndCompare(server, plan)
  print('rows', count)
  expect(count.rows).toBeGreaterThan((KILLS / 2) * MESSAGES)
})

test('no text is lost or torn by processes that are killed while they store it', async () => {
  const statements = MAILBOXES.map(
    mailbox => `SELECT Id, MsgId, Subject, BodyText, Headers, PartIds FROM ${mailbox}`,
  )
  const plan = {
    kills: Math.ceil(KILLS / 4),
    seed: SEED + 1,
    statements,
    killsBeforeLook: 5,
    looksAtStore: 1,
    longestMs: 1_500,
  }
  const count = await killAndCompare(server, plan)
  print('texts', count)
  expect(count.rows).toBeGreaterThan((plan.kills / 5) * MESSAGES)
})
