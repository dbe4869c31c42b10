import { expect, test } from 'vitest'
import { startGmaild } from '../../../src/gmaild/index.ts'
import { connected, expectConnectRefused, expectRefused, shownValue } from '../support.ts'

test.each(['mé@gmail.com', 'me\u0301@gmail.com', 'ｍｅ@gmail.com'])(
  'User=%s is taken as it is',
  async user => {
    expect(await connected(`User=${user}`, db => shownValue(db, 'User'))).toBe(user)
  },
)

test.each(['mé@gmail.com', 'ｍｅ@gmail.com'])('User=%s does not become me@gmail.com', async user => {
  const gmaild = await startGmaild({ messages: 1, user: 'me@gmail.com', password: 'hunter2' })
  const server = `Server=127.0.0.1;Port=${gmaild.port};TLS=None;Password=hunter2`
  try {
    await connected(`${server};User=me@gmail.com`, db => db.query('SELECT Subject FROM Inbox'))
    const attempt = connected(`${server};User=${user}`, db => db.query('SELECT Subject FROM Inbox'))
    await expectRefused(attempt, {
      code: 'AUTH_REFUSED',
      names: [user],
      hint: 'app password',
      hidden: ['hunter2'],
    })
  } finally {
    await gmaild.close()
  }
})

test.each([
  ['\u200f', 'U+200F'],
  ['\u202e', 'U+202E'],
  ['\u200b', 'U+200B'],
])('User with the mark %j inside is refused', async (mark, code) => {
  await expectConnectRefused(`User=me${mark}@gmail.com`, {
    code: 'BAD_VALUE',
    names: ['User', code],
    hint: 'Type the address',
    hidden: ['\u200f', '\u202e'],
  })
})
