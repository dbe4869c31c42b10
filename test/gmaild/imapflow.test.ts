import { ImapFlow } from 'imapflow'
import { expect, test } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'
import { messageText } from './wire-client.ts'

async function flow(gmaild: Gmaild, auth: { pass?: string; accessToken?: string }): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: gmaild.host,
    port: gmaild.port,
    secure: false,
    auth: { user: gmaild.user, ...auth },
    logger: false,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

test('imapflow lists, searches and fetches the demo mailbox', async () => {
  await using gmaild = await startGmaild({ messages: 250, accessTokens: ['good'] })
  const client = await flow(gmaild, { accessToken: 'good' })
  const uses = new Map((await client.list()).map(entry => [entry.specialUse, entry.path]))
  expect(uses.get('\\All')).toBe('[Gmail]/All Mail')
  expect(uses.get('\\Junk')).toBe('[Gmail]/Spam')
  await client.mailboxOpen('仕事/請求書', { readOnly: true })
  const unseen = await client.search({ seen: false, since: new Date('2026-01-01') }, { uid: true })
  expect((unseen || []).length).toBeGreaterThanOrEqual(5)
  const rows = await client.fetchAll(
    unseen || [],
    { envelope: true, bodyStructure: true, labels: true, size: true, source: true },
    { uid: true },
  )
  for (const row of rows) {
    expect(row.envelope?.subject).toContain('請求書')
    expect(row.labels?.has('仕事/請求書')).toBe(false)
    expect(row.size).toBe(row.source?.length)
    expect(row.bodyStructure?.childNodes?.[1]?.dispositionParameters?.['filename']).toContain('請求書')
  }
  await client.logout()
})

test('imapflow parses every ENVELOPE and BODYSTRUCTURE of the demo mailbox', async () => {
  await using gmaild = await startGmaild({ messages: 250 })
  const client = await flow(gmaild, { pass: gmaild.password })
  const box = await client.mailboxOpen('[Gmail]/All Mail', { readOnly: true })
  const rows = await client.fetchAll('1:*', {
    envelope: true,
    bodyStructure: true,
    labels: true,
    threadId: true,
  })
  expect(rows.length).toBe(box.exists)
  const bySubject = new Map(rows.map(row => [row.envelope?.subject, row]))
  expect(bySubject.get('Café menu')).toBeDefined()
  expect(bySubject.get('Nested multiparts')?.bodyStructure?.childNodes?.[0]?.childNodes?.[1]?.type).toBe(
    'multipart/related',
  )
  expect(bySubject.get('To a group')?.envelope?.to?.map(to => to.address)).toContain(
    'carla.mbeki@northwind.example',
  )
  expect(rows.some(row => row.threadId !== row.emailId)).toBe(true)
  await client.logout()
})

test('imapflow stores, appends, moves and searches by X-GM-RAW', async () => {
  await using gmaild = await startGmaild({ messages: 100 })
  const client = await flow(gmaild, { pass: gmaild.password })
  const added = await client.append(
    'INBOX',
    messageText({ subject: 'Zebra crossing', id: 'z@flow.example' }),
    ['\\Seen'],
  )
  const uid = String((added || undefined)?.uid)
  await client.mailboxOpen('INBOX')
  expect(await client.search({ gmraw: 'subject:zebra' }, { uid: true })).toEqual([Number(uid)])
  await client.messageFlagsAdd(uid, ['Zoo/Striped'], { uid: true, useLabels: true })
  expect((await client.list()).map(entry => entry.path)).toContain('Zoo/Striped')
  const moved = await client.messageMove(uid, '[Gmail]/Trash', { uid: true })
  expect((moved || undefined)?.uidMap?.has(Number(uid))).toBe(true)
  expect(await client.search({ gmraw: 'zebra' }, { uid: true })).toEqual([])
  await client.logout()
})

test('imapflow sees Google’s error when a token is refused', async () => {
  await using gmaild = await startGmaild({ messages: 0, accessTokens: ['good'] })
  const refused = await flow(gmaild, { accessToken: 'bad' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    authenticationFailed: true,
    oauthError: { status: '400', schemes: 'Bearer' },
  })
})
