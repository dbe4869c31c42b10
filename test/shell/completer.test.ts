import { describe, expect, test, vi } from 'vitest'
import { Completer } from '../../src/shell/complete/completer.ts'
import { Link } from '../../src/shell/link.ts'
import type { Session } from '../../src/shell/session.ts'
import { startDemo } from '../support/demo.ts'
import { FakeConnection } from './support/fake-connection.ts'

async function completerOf(open: () => ReturnType<Link['connection']>) {
  const link = new Link('', open)
  const connection = await link.connection()
  const session: Pick<Session, 'link' | 'variables'> = { link, variables: new Map() }
  const completer = new Completer(session as Session)
  return { connection, completer, link }
}

const tables = (completer: Completer, typed: string) => {
  const text = `SELECT * FROM ${typed}`
  return completer.complete(text, text.length).items.map(item => item.text)
}

describe('names', () => {
  test('of the account are learnt in the background, and no key asks the server', async () => {
    await using demo = await startDemo()
    const { completer, connection } = await completerOf(() => demo.open())
    expect(tables(completer, 'Wor')).toEqual([])
    await completer.start()
    expect(demo.commands().map(({ name }) => name)).toEqual(['LIST'])
    expect(tables(completer, '"Work/P')).toEqual(['"Work/Project X"'])
    for (let i = 0; i < 50; i++) tables(completer, 'a'.repeat(i % 3))
    expect(demo.commands()).toEqual([])

    await connection.queryArrays('CREATE TABLE [Mine]#TEMP (Apple TEXT, Pear INTEGER)')
    completer.statementDone('CREATE TABLE [Mine]#TEMP')
    await vi.waitFor(() => expect(tables(completer, 'mine')).toEqual(['"Mine#TEMP"']))
    const text = 'SELECT P FROM "Mine#TEMP"'
    expect(completer.complete(text, 8).items[0]?.text).toBe('Pear')
  })

  test('are asked again after a statement that may have changed them, and not after one that reads', async () => {
    await using demo = await startDemo()
    const { completer, connection } = await completerOf(() => demo.open())
    await completer.start()
    demo.commands()
    completer.statementDone('SELECT 1')
    await connection.queryArrays("EXEC AddMailbox Mailbox = 'Zebra'")
    expect(tables(completer, 'Zeb')).toEqual([])
    completer.statementDone("EXEC AddMailbox Mailbox = 'Zebra'")
    await vi.waitFor(() => expect(tables(completer, 'Zeb')).toEqual(['Zebra']))
  })

  test('are not asked for where that could open a browser', async () => {
    const asked: string[] = []
    class Known extends FakeConnection {
      override queryArrays(sql?: string): ReturnType<FakeConnection['queryArrays']> {
        asked.push(sql ?? '')
        const rows = sql?.includes('InitiateOAuth') ? [['InitiateOAuth', 'GETANDREFRESH']] : []
        const stats = { milliseconds: 0, commands: 0, bytesReceived: 0 }
        return Promise.resolve({ rows, columns: [], rowCount: 0, command: 'SELECT', notices: [], stats })
      }
    }
    const { completer } = await completerOf(async () => new Known(() => ({})))
    await completer.start()
    expect(asked).toHaveLength(1)
    expect(tables(completer, 'Messages')).toEqual(['Messages'])
    completer.statementDone('SELECT 1')
    await vi.waitFor(() => expect(asked).toHaveLength(2))
  })

  test('that cannot be learnt leave what is declared', async () => {
    const { completer } = await completerOf(async () => new FakeConnection(() => ({})))
    await completer.start()
    completer.statementDone('SELECT 1')
    expect(tables(completer, 'Lab')).toEqual(['Labels'])
  })

  test('are never learnt while a statement runs, nor does one run while they are learnt', async () => {
    await using demo = await startDemo()
    const { completer, link } = await completerOf(() => demo.open())
    await completer.start()
    for (let i = 0; i < 5; i++) {
      completer.statementDone("EXEC AddMailbox Mailbox = 'x'")
      const rows = await link.use(async connection => {
        const found = []
        for await (const row of connection.streamArrays('SELECT COUNT(*) FROM Inbox')) found.push(row)
        return found
      })
      expect(rows).toHaveLength(1)
    }
  })
})
