import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Gmaild } from '../../../src/gmaild/index.ts'
import { type Connection, connect } from '../../../src/index.ts'
import { connected, type Effects, mailAt, type Options, rows, type World, withGmaild } from './world.ts'

const COUNT = 'SELECT COUNT(*) FROM Inbox'

/** Connections that a mail server of its own has after `work`, when no more than `wanted` are left, or none of them ends in time. */
async function connectionsAfter(
  given: Options,
  work: (db: Connection) => Promise<unknown>,
  wanted: number,
): Promise<unknown> {
  return await withGmaild({ messages: 3 }, gmaild =>
    connected({ ...mailAt(gmaild), ...given }, async db => {
      await work(db)
      return await fewConnections(gmaild, wanted)
    }),
  )
}

async function fewConnections(gmaild: Gmaild, wanted: number): Promise<number> {
  for (let waited = 0; waited < 2500 && gmaild.connectionCount > wanted; waited += 50) await delay(50)
  return gmaild.connectionCount
}

export const session: Effects = {
  FetchEngine: ({ gmaild, mail }: World) => ({
    value: 'ImapFlow',
    sees: async given => {
      gmaild.clearRecord()
      await rows({ ...mail, ...given }, 'SELECT Subject FROM Inbox LIMIT 5')
      const tags = gmaild.record.filter(({ name }) => name.endsWith('FETCH')).map(({ tag }) => tag)
      return tags.length > 0 && tags.every(tag => !tag.startsWith('L'))
    },
    shows: true,
  }),
  ConnectOnOpen: () => ({
    value: true,
    sees: given => connectionsAfter(given, async () => undefined, 1),
    isApart: true,
    shows: 1,
  }),
  KeepAlive: () => ({
    value: false,
    sees: given => connectionsAfter(given, db => db.query(COUNT), 0),
    isApart: true,
    shows: 0,
  }),
  ConnectionLifeTime: () => ({
    value: 1,
    sees: given =>
      withGmaild({ messages: 3 }, gmaild =>
        connected({ ...mailAt(gmaild), ...given }, async db => {
          await db.query(COUNT).then(() => delay(1100))
          await db.query(COUNT)
          return gmaild.record.filter(({ name }) => /^(?:AUTHENTICATE|LOGIN)$/.test(name)).length
        }),
      ),
    isApart: true,
    shows: 2,
  }),
  PoolMaxSize: () => ({
    value: 1,
    sees: given =>
      withGmaild({ messages: 3 }, async gmaild => {
        await using first = await connect({ ...mailAt(gmaild), ...given })
        await using second = await connect({ ...mailAt(gmaild), ...given })
        for (const db of [first, second]) await db.query(COUNT)
        return await fewConnections(gmaild, 1)
      }),
    isApart: true,
    shows: 1,
  }),
  PoolIdleTimeout: () => ({
    value: 1,
    sees: given => connectionsAfter(given, db => db.query(COUNT), 0),
    isApart: true,
    shows: 0,
  }),
  Other: ({ mail }) => ({
    value: 'DefaultColumnSize=100',
    sees: given => rows({ ...mail, ...given }, 'SELECT Message FROM sys_warnings'),
    shows: [[expect.stringContaining('DefaultColumnSize')]],
  }),
}
