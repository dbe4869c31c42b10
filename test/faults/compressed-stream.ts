import { RetryingSource } from '../../src/driver/retrying-source.ts'
import { ImapSource } from '../../src/imap/imap-source.ts'
import type { MailSource } from '../../src/mail/source.ts'
import { Secret } from '../../src/util/secret.ts'
import { CutServer, octetsOf, type StreamFault, streamFaults } from './imap-stream.ts'
import { DURATIONS, type Sample, tryFaults, type Victim } from './loop.ts'
import { type Row, Tally } from './tally.ts'

/**
 * The same below SQL, where compression can be had on this machine: COMPRESS=DEFLATE is announced, and the octets are cut as they
 * travel, compressed.
 */
export async function tryCompressedStream(sample: Sample): Promise<Tally> {
  const tally = new Tally('IMAP stream compressed, at each octet of a read')
  await using server = await CutServer.start()
  const { gmaild } = server
  const octets = await octetsOf(gmaild.port, async port => await readAll(port, gmaild))
  const victim: Victim<StreamFault> = {
    async forget() {
      await server.idle()
    },
    async arm(fault) {
      server.arm(fault)
    },
    read: async () => await readAll(gmaild.port, gmaild),
  }
  tally.total = (octets.client + octets.server + 2) * DURATIONS.length
  await tryFaults(tally, victim, streamFaults(octets, sample))
  return tally
}

type Login = { readonly user: string; readonly password: string }

async function readAll(port: number, { user, password }: Login): Promise<Row[]> {
  const imap = new ImapSource({
    host: '127.0.0.1',
    port,
    tls: 'None',
    user,
    credentials: async () => ({ kind: 'password', value: new Secret(password) }),
    timeoutSeconds: 20,
    compression: 'always',
  })
  const source = new RetryingSource(async () => imap, { renew: async () => false, accepted: async () => {} })
  try {
    return await rowsOf(source)
  } finally {
    await imap.close()
  }
}

async function rowsOf(source: MailSource): Promise<Row[]> {
  const mailboxes = await source.listMailboxes()
  const state = await source.examine('INBOX')
  const uids = await source.search({ kind: 'all' })
  const records = await source.fetch({ kind: 'uids', uids }, ['envelope', 'structure', 'flags', 'labels'])
  const parts = await source.fetchParts(uids, [{ part: '' }])
  return uids.map(uid => {
    const octets = parts.find(each => each.uid === uid)?.parts.get('')
    return [uid, records.filter(each => each.uid === uid), `${octets}`, state.uidValidity, mailboxes]
  })
}
