import { expect, test } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'
import { type Connection, connect } from '../../src/index.ts'
import { opener } from './comparison.ts'

/*
 * A label's mailbox leaves its own label out of what it sends; the column Labels is whole in every table all the same.
 */

const LANGUAGES = ['en', 'ja', 'en-GB'] as const

test.each(LANGUAGES)(
  'the labels of a message are the same in every table (%s)',
  { timeout: 60_000 },
  async language => {
    await using gmaild = await startLabelled(language)
    await using db = await opener(connect, gmaild)({ Pushdown: 'Exact', TimeZone: 'UTC' })
    const everywhere = await labelsByMessage(db, 'Messages WHERE IncludeSpamTrash = 1')
    expect(everywhere).toEqual(
      new Map(gmaild.account.messages().map(message => [String(message.msgId), labelsOf(message)])),
    )
    const paths = await mailboxes(db)
    expect(paths.length).toBeGreaterThan(15)
    for (const path of paths) {
      const own = await labelsByMessage(db, tableOf(path))
      expect([...own.keys()].sort(), path).toEqual(gmaild.account.mailbox(path)!.msgIds.map(String).sort())
      for (const [msgId, labels] of own) expect(labels, `${msgId} in ${path}`).toBe(everywhere.get(msgId))
    }
  },
)

test.each(['Exact', 'None'])(
  'a message has a label exactly when it is in the mailbox of it (%s)',
  { timeout: 60_000 },
  async pushdown => {
    await using gmaild = await startLabelled('en')
    await using db = await opener(connect, gmaild)({ Pushdown: pushdown, TimeZone: 'UTC' })
    for (const path of await mailboxes(db)) {
      if (path === '[Gmail]/All Mail') continue
      const label = OWN_LABELS[path] ?? path
      const sql = 'SELECT MsgId FROM Messages WHERE Labels = ? AND IncludeSpamTrash = 1'
      const { rows } = await db.queryArrays(sql, [label])
      expect(rows.map(([id]) => id).sort(), label).toEqual(
        gmaild.account.mailbox(path)!.msgIds.map(String).sort(),
      )
    }
  },
)

test('a statement that joins a mailbox with Messages sees the same labels on both sides', async () => {
  await using gmaild = await startLabelled('en')
  await using db = await opener(connect, gmaild)({ Pushdown: 'Exact', TimeZone: 'UTC' })
  const sql = `SELECT count(*), count(m.Id), sum(m.Labels = i.Labels), sum(HAS_LABEL(i.Labels, '\\Inbox'))
    FROM Inbox i LEFT JOIN Messages m ON m.MsgId = i.MsgId`
  const { rows } = await db.queryArrays(sql)
  const count = gmaild.account.mailbox('INBOX')!.uids.length
  expect(rows).toEqual([[count, count, count, count]])
})

const OWN_LABELS: Readonly<Record<string, string>> = {
  INBOX: '\\Inbox',
  '[Gmail]/Drafts': '\\Draft',
  '[Gmail]/Important': '\\Important',
  '[Gmail]/Sent Mail': '\\Sent',
  '[Gmail]/Spam': '\\Spam',
  '[Gmail]/Starred': '\\Starred',
  '[Gmail]/Trash': '\\Trash',
}

/** The demo mailbox with labels that are easy to get wrong. */
async function startLabelled(language: string): Promise<Gmaild> {
  const gmaild = await startGmaild({ messages: 250, language })
  const odd = [
    'a "\\Important" b',
    '[brackets]',
    'Ärger/Ünï',
    'A&B',
    'emoji 🎉',
    "it's",
    '\\\\double',
    'ends with \\',
  ]
  for (const [index, label] of odd.entries()) {
    const labels = [label, odd[(index + 1) % odd.length]!, '\\Inbox']
    gmaild.account.append({
      raw: `Subject: ${index}\r\n\r\n`,
      labels,
      flags: index % 2 === 0 ? ['\\Flagged'] : [],
    })
  }
  return gmaild
}

interface Labelled {
  readonly labels: readonly string[]
  readonly place: 'mail' | 'spam' | 'trash'
}

function labelsOf({ labels, place }: Labelled): string {
  const own = { mail: [], spam: ['\\Spam'], trash: ['\\Trash'] }[place]
  return JSON.stringify([...labels, ...own].sort())
}

async function mailboxes(db: Connection): Promise<string[]> {
  const { rows } = await db.queryArrays('SELECT Mailbox FROM Labels WHERE IsSelectable = 1')
  return rows.map(([path]) => String(path))
}

function tableOf(path: string): string {
  return `Mailbox."${path.replaceAll('"', '""')}"`
}

async function labelsByMessage(db: Connection, rest: string): Promise<Map<string, unknown>> {
  const { rows } = await db.queryArrays(`SELECT MsgId, Labels FROM ${rest}`)
  return new Map(rows.map(([msgId, labels]) => [String(msgId), labels]))
}
