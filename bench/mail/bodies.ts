import { ImapSource } from '../../src/imap/imap-source.ts'
import { bodyParts } from '../../src/mime/body-parts.ts'
import { Secret } from '../../src/util/secret.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { readImapflow, readImaplib, readRaw, type Wanted } from '../support/readers.ts'
import { inTurn } from '../support/round.ts'
import { imapflowOf, USER } from '../support/server.ts'
import { besideFirst } from './beside-first.ts'
import type { MailBench, Way } from './mail-bench.ts'
import { readCold } from './readings.ts'

/** The text parts of all messages, decoded into BodyText; beside readers that are told the numbers of the parts and decode nothing. */
export async function bodies(way: Way, bench: MailBench): Promise<string> {
  const { port, mailbox, count } = way
  const { wanted, withText } = await textParts(bench.server.port, mailbox)
  const raw = await RawSocket.open(port, USER, mailbox)
  const client = imapflowOf(port)
  await client.connect()
  await client.mailboxOpen(mailbox, { readOnly: true })
  const all = { count }
  const whole = async (reading: Promise<{ count: number; ms?: number }>) => {
    const { count: found, ...rest } = await reading
    return { ...rest, count: found === withText ? count : found }
  }
  const sql = `SELECT Id, BodyText FROM [${mailbox}]`
  const times = await inTurn(
    {
      'raw socket': () => readRaw(raw, wanted, withText).then(() => all),
      'Python’s imaplib': () => whole(readImaplib(port, mailbox, wanted)),
      'imapflow’s fetch()': () => whole(readImapflow(client, wanted)),
      'gmailsql, query()': () => readCold(way, async db => (await db.query(sql)).rowCount),
    },
    { rounds: bench.rounds, count },
  )
  raw.close()
  await client.logout()
  return besideFirst(times, count, 'imapflow’s fetch()')
}

/** Which parts of which messages are text: messages with the same in one FETCH. */
async function textParts(port: number, mailbox: string): Promise<{ wanted: Wanted[]; withText: number }> {
  const source = new ImapSource({
    host: '127.0.0.1',
    port,
    tls: 'None',
    user: USER,
    credentials: async () => ({ kind: 'password', value: new Secret('secret') }),
    timeoutSeconds: 60,
  })
  const { exists } = await source.examine(mailbox)
  const records = await source.fetch({ kind: 'sequence', from: 1, to: exists }, ['structure'])
  await source.close()
  const groups = new Map<string, number[]>()
  for (const { uid, structure } of records) {
    const parts = structure ? bodyParts(structure).map(({ part }) => part) : []
    if (parts.length === 0) continue
    const group = groups.get(parts.join())
    if (group) group.push(uid)
    else groups.set(parts.join(), [uid])
  }
  const wanted = [...groups].map(([parts, uids]) => ({ set: setOf(uids), parts: parts.split(',') }))
  return { wanted, withText: [...groups.values()].reduce((sum, uids) => sum + uids.length, 0) }
}

function setOf(uids: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const uid of uids.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last[1] === uid - 1) last[1] = uid
    else ranges.push([uid, uid])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join()
}
