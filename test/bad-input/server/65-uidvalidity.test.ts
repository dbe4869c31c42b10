import { expect, test } from 'vitest'
import { openedWith, startFaulty } from './door.ts'

const SQL = 'SELECT Id, Subject FROM Inbox ORDER BY Id'

test.each(['9', '7', '1'])(
  'row 65: another UIDVALIDITY (%s) is another mailbox: nothing old is shown',
  async validity => {
    await using server = await startFaulty(
      openedWith(times => [`UIDVALIDITY ${times === 1 ? '8' : validity}`]),
    )
    const { db, demo } = server
    await db.query(SQL)
    demo.commands()
    expect((await db.query(SQL)).rows).toHaveLength(3)
    expect(demo.commands().filter(({ name }) => name === 'UID FETCH')).not.toEqual([])
  },
)

test.each(['', '0', 'x', '-1', '99999999999999999999'])(
  'row 65: the UIDVALIDITY %j is none: an error, or every row read anew',
  async validity => {
    await using server = await startFaulty(
      openedWith(() => (validity === '' ? [] : [`UIDVALIDITY ${validity}`])),
    )
    for (let times = 0; times < 2; times++) {
      const outcome = await server.db.query(SQL).catch((error: unknown) => error)
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'PROTOCOL' })
      else expect(outcome).toMatchObject({ rows: [{ Id: 1 }, { Id: 2 }, { Id: 3 }] })
    }
  },
)
