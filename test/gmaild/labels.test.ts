import { describe, expect, test } from 'vitest'
import { type GmaildOptions, startGmaild } from '../../src/gmaild/index.ts'
import { literal, messageText, utf8, WireClient } from './wire-client.ts'

async function three(options: GmaildOptions = {}) {
  const gmaild = await startGmaild({ messages: 0, ...options })
  for (let i = 1; i <= 3; i++) {
    gmaild.account.append({
      raw: messageText({ subject: `m${i}`, id: `m${i}@l.example` }),
      labels: ['\\Inbox', 'Work'],
    })
  }
  const client = await WireClient.login(gmaild)
  const exists = async (name: string): Promise<number> => {
    const answer = await client.command(`STATUS "${name}" (MESSAGES)`)
    return Number(/MESSAGES (\d+)/.exec(answer.lines[0] ?? '')?.[1] ?? -1)
  }
  return { gmaild, client, exists, [Symbol.asyncDispose]: () => gmaild.close() }
}

describe('X-GM-LABELS', () => {
  test('leaves the selected mailbox’s own label out; All Mail shows all', async () => {
    await using s = await three()
    await s.client.command('EXAMINE INBOX')
    expect((await s.client.command('FETCH 1 X-GM-LABELS')).lines).toEqual(['* 1 FETCH (X-GM-LABELS (Work))'])
    await s.client.command('EXAMINE Work')
    expect((await s.client.command('FETCH 1 X-GM-LABELS')).lines).toEqual([
      '* 1 FETCH (X-GM-LABELS ("\\\\Inbox"))',
    ])
    await s.client.command('EXAMINE "[Gmail]/All Mail"')
    expect((await s.client.command('FETCH 1 X-GM-LABELS')).lines).toEqual([
      '* 1 FETCH (X-GM-LABELS ("\\\\Inbox" Work))',
    ])
  })

  test('is modified UTF-7, or raw UTF-8 once that is enabled', async () => {
    await using s = await three()
    await s.client.command('SELECT INBOX')
    await s.client.command('STORE 1 +X-GM-LABELS (&ZeVnLIqe-/&-)')
    expect((await s.client.command('FETCH 1 X-GM-LABELS')).lines[0]).toBe(
      '* 1 FETCH (X-GM-LABELS (Work &ZeVnLIqe-/&-))',
    )
    await s.client.command('ENABLE UTF8=ACCEPT')
    expect((await s.client.command('FETCH 1 X-GM-LABELS')).lines[0]).toBe(
      `* 1 FETCH (X-GM-LABELS (Work "${utf8('日本語/&')}"))`,
    )
    expect((await s.client.command(`SELECT ${literal('日本語/&')}`)).tagged).toMatch(/^OK/)
  })

  test('an unknown label is created with the names above it', async () => {
    await using s = await three()
    await s.client.command('SELECT INBOX')
    await s.client.command('STORE 1 +X-GM-LABELS ("a/b c")')
    const { lines } = await s.client.command('LIST "" "a*"')
    expect(lines).toEqual([
      '* LIST (\\HasChildren \\Noselect) "/" "a"',
      '* LIST (\\HasNoChildren) "/" "a/b c"',
    ])
    await s.client.command('DELETE "a/b c"')
    expect((await s.client.command('LIST "" "a*"')).lines).toEqual([])
  })

  test('the own label cannot be taken off in its mailbox', async () => {
    await using s = await three()
    await s.client.command('SELECT Work')
    expect((await s.client.command('STORE 1 -X-GM-LABELS (Work)')).tagged).toMatch(/^OK/)
    expect(await s.exists('Work')).toBe(3)
    await s.client.command('SELECT "[Gmail]/All Mail"')
    await s.client.command('STORE 1 -X-GM-LABELS (Work)')
    expect(await s.exists('Work')).toBe(2)
  })

  test('\\Starred sets \\Flagged and tells it in a second FETCH', async () => {
    await using s = await three()
    await s.client.command('SELECT INBOX')
    const { lines } = await s.client.command('STORE 2 +X-GM-LABELS ("\\\\Starred")')
    expect(lines).toEqual([
      '* 2 FETCH (X-GM-LABELS ("\\\\Starred" Work))'.replace('"\\\\Starred" Work', 'Work "\\\\Starred"'),
      '* 2 FETCH (FLAGS (\\Flagged))',
    ])
    expect(await s.exists('[Gmail]/Starred')).toBe(1)
    await s.client.command('STORE 2 -FLAGS (\\Flagged)')
    expect(await s.exists('[Gmail]/Starred')).toBe(0)
  })
})

describe('STORE', () => {
  test('UNCHANGEDSINCE refuses what changed and says which', async () => {
    await using s = await three()
    await s.client.command('SELECT INBOX')
    const modSeq = /HIGHESTMODSEQ (\d+)/.exec(
      (await s.client.command('STATUS INBOX (HIGHESTMODSEQ)')).lines[0]!,
    )![1]!
    await s.client.command('STORE 1 +FLAGS (\\Seen)')
    const answer = await s.client.command(
      `UID STORE 1:2 (UNCHANGEDSINCE ${modSeq}) +FLAGS.SILENT (\\Answered)`,
    )
    expect(answer.tagged).toBe('OK [MODIFIED 1] Conditional Store Failed')
    expect(answer.lines).toEqual([expect.stringMatching(/^\* 2 FETCH \(UID 2 MODSEQ \(\d+\)\)$/)])
  })

  test('is refused after EXAMINE, and reading there does not mark as seen', async () => {
    await using s = await three()
    await s.client.command('EXAMINE INBOX')
    expect((await s.client.command('STORE 1 +FLAGS (\\Seen)')).tagged).toMatch(/^NO/)
    await s.client.command('FETCH 1 BODY[]')
    expect(s.gmaild.account.messages()[0]?.flags).toEqual([])
    await s.client.command('SELECT INBOX')
    await s.client.command('FETCH 1 BODY.PEEK[]')
    expect(s.gmaild.account.messages()[0]?.flags).toEqual([])
    await s.client.command('FETCH 1 BODY[TEXT]')
    expect(s.gmaild.account.messages()[0]?.flags).toEqual(['\\Seen'])
  })
})

describe('deletion', () => {
  test('in a label takes the label off, in All Mail it does nothing', async () => {
    await using s = await three()
    await s.client.command('SELECT Work')
    const { lines } = await s.client.command('UID STORE 2 +FLAGS (\\Deleted)')
    expect(lines).toContain('* 2 EXPUNGE')
    expect([await s.exists('Work'), await s.exists('INBOX'), await s.exists('[Gmail]/All Mail')]).toEqual([
      2, 3, 3,
    ])
    await s.client.command('SELECT "[Gmail]/All Mail"')
    expect((await s.client.command('STORE 1:* +FLAGS (\\Deleted)')).tagged).toMatch(/^OK/)
    expect((await s.client.command('EXPUNGE')).lines).toEqual([])
    expect(await s.exists('[Gmail]/All Mail')).toBe(3)
  })

  test('without auto-expunge waits for UID EXPUNGE, and in Trash it is for ever', async () => {
    await using s = await three({ autoExpunge: false })
    await s.client.command('SELECT INBOX')
    await s.client.command('UID MOVE 1 "[Gmail]/Trash"')
    expect([await s.exists('INBOX'), await s.exists('Work'), await s.exists('[Gmail]/All Mail')]).toEqual([
      2, 2, 2,
    ])
    await s.client.command('SELECT "[Gmail]/Trash"')
    expect((await s.client.command('UID STORE 1 +FLAGS (\\Deleted)')).lines).toEqual([
      '* 1 FETCH (UID 1 FLAGS (\\Deleted))',
    ])
    expect((await s.client.command('UID EXPUNGE 1')).lines).toEqual(['* 1 EXPUNGE'])
    expect(s.gmaild.account.messages()).toHaveLength(2)
  })

  test('a trashed message comes back to the mailbox that it is moved to', async () => {
    await using s = await three()
    await s.client.command('SELECT INBOX')
    await s.client.command('MOVE 1 "[Gmail]/Trash"')
    await s.client.command('SELECT "[Gmail]/Trash"')
    expect((await s.client.command('UID MOVE 1 INBOX')).lines[0]).toMatch(/^\* OK \[COPYUID 1 1 4\]/)
    expect([
      await s.exists('INBOX'),
      await s.exists('[Gmail]/All Mail'),
      await s.exists('[Gmail]/Trash'),
    ]).toEqual([3, 3, 0])
  })
})

test('COPY adds a label and MOVE swaps it, with COPYUID', async () => {
  await using s = await three()
  await s.client.command('CREATE Other')
  await s.client.command('SELECT Work')
  expect((await s.client.command('COPY 1:2 Other')).tagged).toMatch(/^OK \[COPYUID \d+ 1:2 1:2\] /)
  const moved = await s.client.command('MOVE 3 Other')
  expect(moved.lines).toEqual([expect.stringMatching(/^\* OK \[COPYUID \d+ 3 3\]/), '* 3 EXPUNGE'])
  expect([await s.exists('Work'), await s.exists('Other'), await s.exists('INBOX')]).toEqual([2, 3, 3])
  expect((await s.client.command('COPY 1 Nowhere')).tagged).toMatch(/^NO \[TRYCREATE\]/)
})

test('names of system mailboxes follow the account’s language, their attributes do not', async () => {
  await using s = await three({ language: 'ja' })
  await s.client.command('ENABLE UTF8=ACCEPT')
  const { lines } = await s.client.command('LIST (SPECIAL-USE) "" "*"')
  expect(lines).toContain(`* LIST (\\HasNoChildren \\All) "/" "${utf8('[Gmail]/すべてのメール')}"`)
  expect(lines).toHaveLength(7)
})

test('a deleted label that is created again has another UIDVALIDITY, a renamed one keeps its messages', async () => {
  await using s = await three()
  const validity = async (): Promise<string> =>
    (await s.client.command('STATUS Work (UIDVALIDITY)')).lines[0]!
  const before = await validity()
  await s.client.command('RENAME Work "Job/Current"')
  expect(await s.exists('Job/Current')).toBe(3)
  await s.client.command('CREATE Work')
  expect(await validity()).not.toBe(before)
  expect((await s.client.command('DELETE INBOX')).tagged).toMatch(/^NO \[CANNOT\]/)
  expect((await s.client.command('CREATE "[Gmail]/Mine"')).tagged).toMatch(/^NO \[CANNOT\]/)
})
