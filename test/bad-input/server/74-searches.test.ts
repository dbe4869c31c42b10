import { expect, test } from 'vitest'
import { startFaulty } from './door.ts'

const SQL = "SELECT Id FROM Inbox WHERE Subject LIKE '%subject%' ORDER BY Id"

test.each([
  ['UIDs that are not there', (tag: string) => [`* ESEARCH (TAG "${tag}") UID ALL 1:3,77,4000000000`]],
  [
    'an answer to another tag',
    (tag: string) => ['* ESEARCH (TAG "ZZ9") UID ALL 9', `* ESEARCH (TAG "${tag}") UID ALL 1:3`],
  ],
  ['an answer of the old form', () => ['* SEARCH 3 2 1 2']],
])('row 74: %s make no rows', async (_, lines) => {
  await using server = await startFaulty({
    'UID SEARCH': ({ tag }) => ({ lines: [...lines(tag), `${tag} OK done`] }),
  })
  const outcome = await server.db.query(SQL).catch((error: unknown) => error)
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'PROTOCOL' })
  else expect(outcome).toMatchObject({ rows: [{ Id: 1 }, { Id: 2 }, { Id: 3 }] })
})

test.each(['x', '0', '3:1:2', '-1', '1,,2', '4294967296'])(
  'row 74: the set %s is read or refused',
  async set => {
    await using server = await startFaulty({
      'UID SEARCH': ({ tag }) => ({ lines: [`* ESEARCH (TAG "${tag}") UID ALL ${set}`, `${tag} OK done`] }),
    })
    const outcome = await server.db.query(SQL).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'PROTOCOL' })
    else expect(outcome).toMatchObject({ rows: expect.any(Array) })
  },
)
