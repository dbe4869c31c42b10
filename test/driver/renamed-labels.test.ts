import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startDemo } from '../support/demo.ts'

const SQL = "SELECT Labels FROM [Gmail/All Mail] WHERE Subject = 'one'"

test('a label that is renamed has its new name, also where mod-sequences do not tell', async () => {
  await using demo = await startDemo({ messages: 0 })
  for (const subject of ['one', 'two'])
    demo.gmaild.account.append({ raw: `Subject: ${subject}\r\n\r\nhello\r\n`, labels: ['Work'] })
  const path = join(makeDirectory(), 'mail.db')
  const properties = `AutoCache=true;CacheTolerance=600;CacheLocation="${path}"`
  const read = async () => {
    await using db = await demo.open(properties)
    return (await db.queryArrays(SQL)).rows
  }
  expect(await read()).toEqual([['["Work"]']])
  const file = new Database(path)
  // As the file would be if the label had been called so until now, and nothing else had changed with its name.
  file.exec(`UPDATE location SET labels = replace(labels, 'Work', 'Early');
    UPDATE account SET mailboxes = replace(mailboxes, '"Work"', '"Early"')`)
  expect(file.prepare('SELECT count(*) FROM location WHERE labels LIKE ?').pluck().get('%Early%')).toBe(2)
  file.close()
  demo.commands()
  expect(await read()).toEqual([['["Work"]']])
  // That is asked once.
  expect(demo.commands().filter(({ line }) => line.includes('X-GM-LABELS'))).toHaveLength(1)
  expect(await read()).toEqual([['["Work"]']])
  expect(demo.commands().filter(({ line }) => line.includes('FETCH'))).toEqual([])
})
