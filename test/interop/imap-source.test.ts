import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImapSource } from '../../src/imap/imap-source.ts'
import type { ImapSourceOptions } from '../../src/imap/options.ts'
import { Secret } from '../../src/util/secret.ts'
import { AUTHORITY, GOOD, KEY } from '../imap/certificates.ts'
import { type Client, clientOf } from '../imap/scripted-server.ts'
import { otherClient, USER } from '../support/dovecot.ts'
import { freePort } from '../support/free-port.ts'

const SCRIPT = new URL('../../scripts/dovecot.sh', import.meta.url).pathname

let base: string
let port: number
let tlsPort: number

function clientFor(options: Partial<ImapSourceOptions> = {}): Client {
  return clientOf(port, { user: USER, timeoutSeconds: 20, ...options })
}

const MESSAGES: readonly string[] = [
  'From: Ann <ann@example.com>\r\nTo: Friends: bob@example.com, Eve <eve@example.com>;\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.com>\r\nReferences: <a@example.com>\r\n (said Bob) <b@example.com>\r\n\r\nbody one\r\n',
  'From: bob@example.com\r\nSubject: raw gr\u00fc\u00dfe\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename*=utf-8\'\'%C3%A9.pdf\r\n\r\nx\r\n--b--\r\n',
  'Subject: third "quoted" \\ and (parentheses)\r\n\r\nbody three\r\n',
]

async function fill(): Promise<void> {
  const writer = await otherClient(port)
  for (const [i, message] of MESSAGES.entries())
    await writer.append('INBOX', message, i === 1 ? ['\\Seen', 'Work'] : [])
  await writer.mailboxCreate('Entwürfe & mehr/日本語')
  await writer.mailboxSubscribe('Entwürfe & mehr/日本語')
  await writer.logout()
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'dovecot-'))
  // Dovecot may run as nobody.
  chmodSync(base, 0o755)
  const [cert, key] = [join(base, 'cert.pem'), join(base, 'key.pem')]
  writeFileSync(cert, GOOD)
  writeFileSync(key, KEY)
  ;[port, tlsPort] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    BASE: join(base, 'server'),
    PORT: `${port}`,
    TLS_PORT: `${tlsPort}`,
    CERT: cert,
    KEY: key,
  }
  execFileSync(SCRIPT, ['start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  await fill()
})

afterAll(() => {
  execFileSync(SCRIPT, ['stop'], { env: { ...process.env, BASE: join(base, 'server') } })
  rmSync(base, { recursive: true, force: true })
})

async function examined(source: ImapSource): Promise<void> {
  await source.examine('INBOX')
}

describe('against Dovecot', () => {
  it('lists, tells the status and examines by one command each', async () => {
    await using client = clientFor()
    await client.source.traits()
    const mailboxes = await client.source.listMailboxes()
    expect(mailboxes.find(each => each.path === 'Entwürfe & mehr/日本語')).toMatchObject({
      isSelectable: true,
      isSubscribed: true,
    })
    expect(mailboxes.find(each => each.specialUse === '\\Trash')?.path).toBe('[Gmail]/Trash')
    expect(mailboxes.find(each => each.specialUse === '\\Important')?.path).toBe('[Gmail]/Important')
    const statuses = await client.source.statuses(['INBOX', 'Entwürfe & mehr/日本語'])
    expect(statuses.get('INBOX')).toMatchObject({ messages: 3, unseen: 2, uidNext: 4 })
    expect(await client.source.examine('Entwürfe & mehr/日本語')).toMatchObject({ exists: 0 })
    expect(await client.source.examine('INBOX')).toMatchObject({
      exists: 3,
      uidNext: 4,
      highestModSeq: expect.any(BigInt),
    })
    expect(client.source.stats().commands).toBe(4)
    await expect(client.source.examine('nothing')).rejects.toMatchObject({ code: 'NO_TABLE' })
    await expect(client.source.statuses(['nothing'])).rejects.toMatchObject({ code: 'NO_TABLE' })
  })

  it('searches by every kind of key that it has', async () => {
    await using client = clientFor()
    const { source } = client
    await examined(source)
    const { highestModSeq } = await source.examine('INBOX')
    expect(await source.search({ kind: 'all' })).toEqual([1, 2, 3])
    expect(await source.search({ kind: 'flag', flag: '\\Seen', set: false })).toEqual([1, 3])
    expect(
      await source.search({ kind: 'not', term: { kind: 'keyword', keyword: 'Work', set: true } }),
    ).toEqual([1, 3])
    expect(await source.search({ kind: 'text', field: 'SUBJECT', value: 'grüße' })).toEqual([1, 2])
    expect(await source.search({ kind: 'text', field: 'SUBJECT', value: '"quoted" \\ and (' })).toEqual([3])
    expect(await source.search({ kind: 'header', name: 'Message-ID', value: '<1@example.com>' })).toEqual([1])
    expect(
      await source.search({
        kind: 'uid',
        ranges: [
          { from: 2, to: 2 },
          { from: 90, to: '*' },
        ],
      }),
    ).toEqual([2, 3])
    expect(await source.search({ kind: 'sentSince', day: '2026-11-02' })).not.toContain(4)
    expect(
      await source.search({
        kind: 'and',
        terms: [
          { kind: 'larger', bytes: 0 },
          { kind: 'smaller', bytes: 100 },
        ],
      }),
    ).toEqual([3])
    expect(await source.search({ kind: 'modSeq', atLeast: highestModSeq! + 1n })).toEqual([])
    const firstOrSeen = {
      kind: 'or',
      terms: [
        { kind: 'uid', ranges: [{ from: 1, to: 1 }] },
        { kind: 'flag', flag: '\\Seen', set: true },
      ],
    } as const
    expect(await source.totals(firstOrSeen, ['COUNT', 'MIN'])).toEqual([2, 1])
    expect(await source.totals({ kind: 'uid', ranges: [] }, ['MAX'])).toEqual([null])
    await expect(source.search({ kind: 'gmRaw', query: 'x' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    })
  })

  it('decodes envelopes and structures', async () => {
    await using client = clientFor()
    await examined(client.source)
    const rows = await client.source.fetch({ kind: 'uids', uids: [3, 1, 2, 2, 0, 99] }, [
      'envelope',
      'structure',
      'flags',
      'size',
      'internalDate',
    ])
    const [first, second, third] = rows.toSorted((a, b) => a.uid - b.uid)
    expect(first?.envelope).toMatchObject({
      subject: 'Grüße',
      date: Date.parse('2026-11-02T09:00:00Z'),
      from: [{ name: 'Ann', address: 'ann@example.com' }],
      to: [
        { name: '', address: 'bob@example.com' },
        { name: 'Eve', address: 'eve@example.com' },
      ],
      messageId: '<1@example.com>',
    })
    expect(second?.envelope?.subject).toBe('raw grüße')
    expect(second?.flags?.toSorted()).toEqual(['Work', '\\Seen'])
    expect(second?.structure?.children[1]).toMatchObject({
      part: '2',
      type: 'application/pdf',
      dispositionParams: { filename: 'é.pdf' },
    })
    expect(third?.envelope).toMatchObject({
      subject: 'third "quoted" \\ and (parentheses)',
      from: [],
      date: null,
    })
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(Math.abs(Date.now() - row.internalDate!)).toBeLessThan(600_000)
  })

  it('yields the References, without marking the message as read', async () => {
    await using client = clientFor()
    await examined(client.source)
    const rows = await client.source.fetch({ kind: 'uids', uids: [1, 3] }, ['references', 'flags'])
    expect(rows.toSorted((a, b) => a.uid - b.uid)).toEqual([
      { uid: 1, flags: [], references: ['<a@example.com>', '<b@example.com>'] },
      { uid: 3, flags: [], references: [] },
    ])
    await examined(client.source)
    expect(await client.source.totals({ kind: 'flag', flag: '\\Seen', set: true }, ['COUNT'])).toEqual([1])
  })

  it('leaves mail as it was', async () => {
    await using client = clientFor()
    await examined(client.source)
    const before = await client.source.fetch({ kind: 'sequence', from: 1, to: 3 }, ['flags', 'modSeq'])
    await client.source.fetch({ kind: 'uids', uids: [1, 2, 3] }, [
      'envelope',
      'structure',
      'size',
      'references',
    ])
    await examined(client.source)
    expect(await client.source.fetch({ kind: 'sequence', from: 1, to: 3 }, ['flags', 'modSeq'])).toEqual(
      before,
    )
    expect(
      await client.source.fetch({ kind: 'changedSince', modSeq: before[0]!.modSeq! - 1n }, ['flags']),
    ).toHaveLength(3)
  })

  it('logs in by token, with TLS from the start and by STARTTLS', async () => {
    const credentials = async () => ({ kind: 'accessToken' as const, value: new Secret('tok-good') })
    await using implicit = clientFor({ port: tlsPort, tls: 'Implicit', serverCert: AUTHORITY, credentials })
    await using startTls = clientFor({ tls: 'StartTLS', serverCert: AUTHORITY, credentials })
    for (const { source } of [implicit, startTls])
      expect(await source.examine('INBOX')).toMatchObject({ exists: 3 })
  })

  it('names a wrong token, a wrong password and an unknown certificate', async () => {
    const bad = (kind: 'password' | 'accessToken') => async () => ({ kind, value: new Secret('wrong') })
    for (const kind of ['password', 'accessToken'] as const) {
      await using client = clientFor({ credentials: bad(kind) })
      await expect(client.source.traits()).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
    }
    for (const options of [
      { port: tlsPort, tls: 'Implicit' },
      { tls: 'StartTLS' },
      { port, tls: 'Implicit' },
    ] as const) {
      await using client = clientFor(options)
      await expect(client.source.traits()).rejects.toMatchObject({ code: 'TLS_REFUSED' })
    }
  })
})
