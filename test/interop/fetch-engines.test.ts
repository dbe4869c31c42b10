import { expect, it } from 'vitest'
import type { ImapSourceOptions } from '../../src/imap/options.ts'
import type { FetchItem } from '../../src/mail/message.ts'
import { clientOf } from '../imap/scripted-server.ts'
import { findCorpus, startDovecot, USER } from '../support/dovecot.ts'

const ITEMS: readonly FetchItem[] = [
  'flags',
  'internalDate',
  'size',
  'modSeq',
  'envelope',
  'references',
  'structure',
]
const READERS: readonly Partial<ImapSourceOptions>[] = [
  { fetchEngine: 'ImapFlow' },
  { fetchEngine: 'Auto' },
  { fetchEngine: 'Auto', compression: 'always' },
]

/** Every item of every message of INBOX, and pieces of their content. */
async function readAll(port: number, reader: Partial<ImapSourceOptions>) {
  await using client = clientOf(port, { user: USER, timeoutSeconds: 60, ...reader })
  const { source } = client
  await source.examine('INBOX')
  const uids = await source.search({ kind: 'all' })
  const batches = [uids.slice(0, 100), uids.slice(100, 300), uids.slice(300)].filter(
    batch => batch.length > 0,
  )
  const rows = []
  for await (const batch of source.fetchBatches(batches, ITEMS)) rows.push(...batch)
  const requests = [{ part: 'HEADER' }, { part: '1' }, { part: '2.1' }, { part: '', maxBytes: 3000 }]
  const parts = await source.fetchParts(uids, requests)
  return { rows, parts, notices: client.notices, octets: source.stats().bytesReceived }
}

const corpus = findCorpus()

it.runIf(corpus !== null)(
  'whoever reads the answers to FETCH, compressed or not, every message of the corpus is the same',
  async () => {
    const dovecot = await startDovecot(corpus)
    try {
      const [library, ours, compressed] = [
        await readAll(dovecot.port, READERS[0]!),
        await readAll(dovecot.port, READERS[1]!),
        await readAll(dovecot.port, READERS[2]!),
      ]
      expect(ours.rows.length).toBe(dovecot.served.length)
      for (const other of [ours, compressed]) {
        expect(other.rows).toEqual(library.rows)
        expect(other.parts).toEqual(library.parts)
        expect(other.notices).toEqual(library.notices)
      }
      expect(compressed.octets).toBeLessThan(ours.octets / 2)
    } finally {
      dovecot.stop()
    }
  },
  300_000,
)
