import { expect, test } from 'vitest'
import { changeMailbox } from '../support/changing-mailbox.ts'
import { startDemo } from '../support/demo.ts'
import { killAndCompare } from '../support/killed-readers.ts'

const STATEMENTS = ['[Gmail/All Mail]', 'Inbox'].map(
  mailbox => `SELECT Id, UIDValidity, MsgId, Subject, IsRead, Labels, Size FROM ${mailbox}`,
)

test.skipIf(process.platform === 'win32')(
  'a process that is killed while it fills the store leaves one that answers as a new one does',
  async () => {
    await using demo = await startDemo({ messages: 400 })
    const change = async (seed: number) => changeMailbox(demo.gmaild, seed)
    const plan = { kills: 15, seed: 20_261_122, statements: STATEMENTS, longestMs: 600 }
    const server = { connectionString: demo.connectionString, change }
    const { rows } = await killAndCompare(server, { ...plan, killsBeforeLook: 1, looksAtStore: 15 })
    expect(rows).toBeGreaterThan(15 * 400)
  },
  180_000,
)
