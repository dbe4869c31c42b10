import {
  connected,
  type Effect,
  type Effects,
  mailAt,
  type Options,
  type World,
  withGmaild,
} from './world.ts'

/** What a statement over four messages, one of them in Trash, answers or changes, in an account of its own. */
function written(sql: string, value: unknown, shows: unknown, beside: Options = {}) {
  return (): Effect => ({
    value,
    sees: given =>
      withGmaild({ messages: 0 }, async gmaild => {
        for (let n = 1; n <= 4; n++) {
          const id = gmaild.account.append({ raw: `Subject: ${n}\r\n\r\nx`, labels: ['\\Inbox'] })
          if (n === 4) gmaild.account.trash(id)
        }
        gmaild.clearRecord()
        return await connected({ ...mailAt(gmaild), ...beside, ...given }, async db => {
          const { rowCount } = await db.query(sql)
          const stores = gmaild.record.filter(({ name }) => name === 'UID STORE')
          return { changed: rowCount, commands: stores.length }
        })
      }),
    shows,
    isApart: true,
  })
}

export const writing: Effects = {
  Readonly: written('UPDATE Inbox SET IsRead = 1 WHERE Id > 0', true, 'READ_ONLY'),
  MaxAffected: written('UPDATE Inbox SET IsRead = 1 WHERE Id > 0', 2, 'TOO_MANY_AFFECTED'),
  AllowUnfiltered: written('UPDATE Inbox SET IsRead = 1', true, { changed: 3, commands: 1 }),
  AllowPermanentDelete: written('DELETE FROM Trash WHERE Id > 0', true, { changed: 1, commands: 1 }),
  IsHTML: ({ mail, smtp }: World) => ({
    value: false,
    sees: async given => {
      const sending = { ...mail, SMTPServer: '127.0.0.1', SMTPPort: smtp.port }
      await connected({ ...sending, ...given }, db =>
        db.call('SendMailMessage', { To: 'ann@example.com', MessageBody: '<p>x</p>' }),
      )
      return smtp.mails.at(-1)!.octets.includes('text/html')
    },
    shows: false,
  }),
  CreateLabels: written("UPDATE Inbox SET Labels = 'Inbox,Brand new' WHERE Id = 1", true, {
    changed: 1,
    commands: 1,
  }),
  ThrowsKeyNotFound: written('UPDATE Inbox SET IsRead = 1 WHERE Id = 99', true, 'BAD_VALUE'),
  BatchSize: written('UPDATE Inbox SET IsRead = 1 WHERE Id > 0', 1, { changed: 3, commands: 3 }),
}
