import type { MailSource } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'

/** A message that was on its way to a mailbox when the connection was lost. */
export interface LostMessage {
  readonly path: string
  readonly uidValidity: number
  /** UIDNEXT of the mailbox before it was sent: it has no lower UID. */
  readonly uidNext: number
  readonly messageId: string | null
  /** Null: not known any more. */
  readonly octets: Buffer | null
}

/**
 * The UID under which the message came to the mailbox, by its Message-ID, or by its octets where it has none; null when it is not
 * there now.
 * @param patience so many milliseconds are waited for it to come
 * @throws STALE_ID when the mailbox was rebuilt, NOT_SUPPORTED when nothing is known of it that tells it from others: then nobody can
 *   tell
 */
export async function findAppended(
  { path, uidValidity, uidNext, messageId, octets }: LostMessage,
  source: MailSource,
  patience = 0,
): Promise<number | null> {
  const first = await source.examine(path)
  const isWaited = patience > 0 && first.uidNext <= uidNext
  const state = isWaited ? await source.awaitNews({ path, uidNext, maxMs: patience }) : first
  if (state.uidValidity !== uidValidity)
    throw new GmailSqlError('STALE_ID', `the mailbox ${JSON.stringify(path)} was rebuilt meanwhile`, {
      hint: 'Look for the message by its Message-ID.',
    })
  const found = await source.search({ kind: 'uid', ranges: [{ from: uidNext, to: '*' }] })
  // `*` is the last message, also where that one is older (RFC 9051 §6.4.4).
  const uids = found.filter(uid => uid >= uidNext)
  if (uids.length === 0) return null
  if (messageId !== null) return await withMessageId(uids, messageId, source)
  if (octets !== null) return await withOctets(uids, octets, source)
  throw new GmailSqlError('NOT_SUPPORTED', 'the message has no Message-ID by which it could be found', {
    hint: `Look among the messages of ${JSON.stringify(path)} from UID ${uidNext} on.`,
  })
}

async function withMessageId(
  uids: readonly number[],
  messageId: string,
  source: MailSource,
): Promise<number | null> {
  const rows = await source.fetch({ kind: 'uids', uids }, ['envelope'])
  return rows.find(({ envelope }) => envelope?.messageId === messageId)?.uid ?? null
}

async function withOctets(
  uids: readonly number[],
  octets: Buffer,
  source: MailSource,
): Promise<number | null> {
  const whole = withCrlf(octets)
  const rows = await source.fetch({ kind: 'uids', uids }, ['size'])
  const alike = rows.filter(({ size }) => size === whole.length || size === octets.length)
  for (const { uid } of alike) {
    const [answer] = await source.fetchParts([uid], [{ part: '' }])
    const there = answer?.parts.get('')
    if (there && withCrlf(there).equals(whole)) return uid
  }
  return null
}

/** Servers make CRLF of bare line feeds. */
function withCrlf(octets: Buffer): Buffer {
  return Buffer.from(octets.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
}
