import type { Row, Selected } from '../selected.ts'
import { badSyntax } from '../wire/refusal.ts'
import type { SequenceSet } from '../wire/sequence-set.ts'
import { type Call, selectedOf } from './command.ts'
import { type FetchRequest, parseFetchItems } from './fetch-items.ts'
import { formatRow } from './fetch-row.ts'

const ROWS_BETWEEN_PAUSES = 200

export async function fetch(call: Call): Promise<string> {
  const { session, args } = call
  args.space()
  const set = args.sequenceSet()
  args.space()
  const request = parseFetchItems(args)
  const changedSince = args.take(' ') ? parseChangedSince(call) : undefined
  args.end()
  const selected = selectedOf(call)
  if (call.uid) request.plain.add('UID')
  if (request.plain.has('MODSEQ')) session.condstore = true
  if (changedSince !== undefined) {
    session.condstore = true
    request.plain.add('MODSEQ')
  }
  const rows = rowsOf(call, selected, set).filter(
    row => changedSince === undefined || BigInt(row.entry.message.modSeq) > changedSince,
  )
  await sendRows(call, selected, rows, request)
  return 'OK Success'
}

function parseChangedSince(call: Call): bigint {
  call.args.expect('(CHANGEDSINCE ')
  const since = call.args.bigNumber()
  call.args.expect(')')
  return since
}

/** The rows that a set names; a sequence number that is not there is BAD, a UID is not (RFC 3501 §6.4.8). */
export function rowsOf(call: Call, selected: Selected, set: SequenceSet): Row[] {
  if (call.uid) return selected.byUid(set.resolve(selected.lastUid))
  const ranges = set.resolve(selected.count)
  const last = ranges.at(-1)
  if (last === undefined || last[0] < 1 || last[1] > selected.count) throw badSyntax()
  return selected.bySeq(ranges)
}

async function sendRows(
  call: Call,
  selected: Selected,
  rows: readonly Row[],
  request: FetchRequest,
): Promise<void> {
  const { session } = call
  const context = { mailbox: selected.mailbox, utf8: session.utf8 }
  const marksSeen = !selected.readOnly && request.bodies.some(body => !body.peek)
  for (const [index, { seq, entry }] of rows.entries()) {
    if (session.rowAllowance-- <= 0) return
    const newlySeen = marksSeen && !entry.message.flags.has('\\Seen')
    if (newlySeen) {
      session.account.change(entry.message, message => message.flags.add('\\Seen'))
      selected.forgetChange(entry)
    }
    const items = newlySeen ? { ...request, plain: new Set([...request.plain, 'FLAGS' as const]) } : request
    session.line(`* ${seq} FETCH ${formatRow(entry, items, context)}`)
    if (session.output.congested) await session.output.drained()
    else if (index % ROWS_BETWEEN_PAUSES === ROWS_BETWEEN_PAUSES - 1) await new Promise(setImmediate)
    if (session.ended) return
  }
}
