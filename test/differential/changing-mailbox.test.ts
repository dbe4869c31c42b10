import { expect, test } from 'vitest'
import type { Gmaild } from '../../src/gmaild/index.ts'
import { connect } from '../../src/index.ts'
import { startAccount } from './account.ts'
import { compareOne, makeTemporary, opener } from './comparison.ts'
import { Random } from './generator/random.ts'
import { makeStatement } from './generator/statements.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import { Oracle } from './oracle.ts'
import { ACCOUNTS } from './seeds.ts'
import { Statistics } from './statistics.ts'

/*
 * The connections stay, and so does what they have seen; the mail does not. What is asked of a server that has moved on
 * must be answered as of now.
 */

const ROUNDS = 30
const STATEMENTS_A_ROUND = 10

test('a connection follows the mail that others change', { timeout: 180_000 }, async () => {
  const { timeZone, seed } = ACCOUNTS[0]
  await using gmaild = await startAccount(timeZone)
  const open = opener(connect, gmaild)
  await using pushed = await open({ Pushdown: 'Exact', TimeZone: 'UTC' })
  await using none = await open({ Pushdown: 'None', TimeZone: 'UTC' })
  const statistics = new Statistics()
  const differences: string[] = []
  for (let round = 0; round < ROUNDS && differences.length === 0; round++) {
    const changes = change(gmaild, new Random(seed, round))
    const words = readVocabulary(gmaild)
    const oracle = new Oracle(gmaild, words)
    for (const connection of [pushed, none]) await makeTemporary(connection, words)
    for (let i = 0; i < STATEMENTS_A_ROUND; i++) {
      const number = 100_000 + round * STATEMENTS_A_ROUND + i
      const found = await compareOne(makeStatement(words, seed, number), { pushed, none, oracle, statistics })
      if (found !== null)
        differences.push(`seed ${seed}, statement ${number}, after ${changes.join('; ')}: ${found}`)
    }
    oracle.close()
  }
  expect(differences, differences.join('\n\n')).toEqual([])
  expect(statistics.share('judged')).toBeGreaterThan(45)
  expect(statistics.share('nonEmpty')).toBeGreaterThan(50)
})

test('mail that comes into an empty mailbox is seen', async () => {
  await using gmaild = await startAccount('UTC')
  gmaild.account.createLabel('Fresh')
  await using db = await opener(connect, gmaild)({ Pushdown: 'None', TimeZone: 'UTC' })
  const ids = async () => (await db.queryArrays('SELECT Id, Subject FROM Fresh')).rows
  expect(await ids()).toEqual([])
  gmaild.account.append({ raw: 'Subject: first\r\n\r\n', labels: ['Fresh'] })
  expect(await ids()).toEqual([[1, 'first']])
  const [id] = gmaild.account.mailbox('Fresh')!.msgIds
  gmaild.account.delete(id!)
  expect(await ids()).toEqual([])
  gmaild.account.append({ raw: 'Subject: second\r\n\r\n', labels: ['Fresh'] })
  expect(await ids()).toEqual([[2, 'second']])
})

const LABELS = ['Work', 'Family', '\\Inbox', '\\Important', '仕事/請求書', 'R&D "quoted" (2026)']
const MAILBOXES = ['INBOX', 'Work', '[Gmail]/All Mail', '仕事/請求書', '[Gmail]/Starred']

/** What other clients, and Gmail itself, do meanwhile; says what it did. */
function change({ account }: Gmaild, random: Random): string[] {
  return random.times(0, 6, () => {
    const { msgId, flags, labels } = random.pick(account.messages())
    const label = random.pick(LABELS)
    return random.weighted<() => string>([
      [5, () => said(account.setFlags(msgId, toggled(flags, random)), `flags of ${msgId}`)],
      [3, () => said(account.addLabels(msgId, [label]), `${label} on ${msgId}`)],
      [3, () => said(account.removeLabels(msgId, [random.pick([label, ...labels])]), `labels off ${msgId}`)],
      [
        3,
        () => `new ${account.append({ raw: `Subject: new ${random.int(1, 99)}\r\n\r\n`, labels: [label] })}`,
      ],
      [2, () => said(account.delete(msgId), `deleted ${msgId}`)],
      [1, () => said(account.trash(msgId), `trashed ${msgId}`)],
      [1, () => renumbered(account, random.pick(MAILBOXES))],
    ])()
  })
}

function renumbered(account: Gmaild['account'], path: string): string {
  return said(account.renumber(path), `new UIDVALIDITY of ${path}`)
}

function said(done: boolean, what: string): string {
  if (!done) throw new Error(`gmaild did not do it: ${what}`)
  return what
}

function toggled(flags: readonly string[], random: Random): string[] {
  const flag = random.pick(['\\Seen', '\\Flagged', '\\Answered', '$Phishing'])
  return flags.includes(flag) ? flags.filter(each => each !== flag) : [...flags, flag]
}
