import type { Row, Selected } from '../selected.ts'
import { addLabels, canonicalLabel, expungeFrom, followFlags, removeLabels } from '../store/labels.ts'
import { astring, fromOctets } from '../wire/format.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'
import { formatSequenceSet } from '../wire/sequence-set.ts'
import { type Call, decodeName, writableOf } from './command.ts'
import { rowsOf } from './fetch.ts'
import { formatLabels } from './fetch-row.ts'

interface StoreRequest {
  readonly sign: '+' | '-' | ''
  readonly what: 'FLAGS' | 'X-GM-LABELS'
  readonly silent: boolean
  readonly values: readonly string[]
  readonly unchangedSince: bigint | undefined
}

export function store(call: Call): string {
  const { args } = call
  args.space()
  const set = args.sequenceSet()
  args.space()
  const unchangedSince = parseUnchangedSince(call)
  const request = parseStore(call, unchangedSince)
  args.end()
  const selected = writableOf(call)
  if (unchangedSince !== undefined) call.session.condstore = true
  const modified: number[] = []
  for (const row of rowsOf(call, selected, set)) {
    if (unchangedSince !== undefined && BigInt(row.entry.message.modSeq) > unchangedSince) {
      modified.push(call.uid ? row.entry.uid : row.seq)
    } else if (!selected.isRemoved(row.entry)) storeRow(call, selected, row, request)
  }
  return modified.length === 0
    ? 'OK Success'
    : `OK [MODIFIED ${formatSequenceSet(modified)}] Conditional Store Failed`
}

function parseUnchangedSince(call: Call): bigint | undefined {
  if (!call.args.take('(UNCHANGEDSINCE ')) return undefined
  const since = call.args.bigNumber()
  call.args.expect(') ')
  return since
}

function parseStore(call: Call, unchangedSince: bigint | undefined): StoreRequest {
  const { args } = call
  const head = /^([+-]?)(FLAGS|X-GM-LABELS)(\.SILENT)?$/i.exec(args.need(/[+-]?[A-Za-z.-]+/y))
  if (head === null) throw badSyntax()
  const what = head[2]!.toUpperCase() as StoreRequest['what']
  args.space()
  const value = (): string => (what === 'FLAGS' ? parseFlag(call) : parseLabel(call))
  const values = args.peek() === '(' ? args.list(value, true) : [value()]
  while (args.take(' ')) values.push(value())
  return {
    sign: head[1] as StoreRequest['sign'],
    what,
    silent: head[3] !== undefined,
    values,
    unchangedSince,
  }
}

const SYSTEM_FLAGS = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft']

/** `\Recent` cannot be stored, and other words with a backslash are none of Gmail's. */
export function parseFlag(call: Call): string {
  if (!call.args.take('\\')) return call.args.atom()
  const name = `\\${call.args.atom()}`
  const flag = SYSTEM_FLAGS.find(candidate => candidate.toLowerCase() === name.toLowerCase())
  if (flag === undefined) throw badSyntax()
  return flag
}

/** System labels come as `\Inbox` or `"\\Inbox"`, others as the mode spells names. */
function parseLabel(call: Call): string {
  if (call.args.take('\\')) return known(call, `\\${call.args.atom()}`)
  const octets = call.args.astring()
  const label = octets.startsWith('\\') ? fromOctets(octets) : decodeName(call, octets)
  return known(call, label)
}

const KNOWN = new Set([
  '\\Inbox',
  '\\Sent',
  '\\Draft',
  '\\Important',
  '\\Starred',
  '\\trash',
  '\\spam',
  '\\junk',
])

function known(call: Call, label: string): string {
  const name = canonicalLabel(label)
  if (!name.startsWith('\\') && name.trim() !== '' && name.length <= 225) return name
  if (KNOWN.has(name) || KNOWN.has(name.toLowerCase())) return name
  throw new Refusal(
    'NO',
    `[CANNOT] Invalid label: ${astring(Buffer.from(name).toString('latin1'), call.session.utf8)} (Failure)`,
  )
}

function storeRow(call: Call, selected: Selected, row: Row, request: StoreRequest): void {
  const { message } = row.entry
  const before = [...message.flags].sort().join(' ')
  if (request.what === 'FLAGS') storeFlags(call, selected, row, request)
  else storeLabels(call, selected, row, request)
  const flagsChanged = request.what === 'X-GM-LABELS' && before !== [...message.flags].sort().join(' ')
  // What labels did to flags goes out as a second FETCH; what the client set itself is told by this answer.
  if (!flagsChanged) selected.forgetChange(row.entry)
  answer(call, selected, row, request)
}

function answer(call: Call, selected: Selected, row: Row, request: StoreRequest): void {
  const { session } = call
  if (selected.isRemoved(row.entry)) return
  if (request.silent && !session.condstore) return
  const uid = call.uid ? `UID ${row.entry.uid}` : ''
  const modSeq = session.condstore ? `MODSEQ (${row.entry.message.modSeq})` : ''
  const context = { mailbox: selected.mailbox, utf8: session.utf8 }
  let value = ''
  if (!request.silent && request.what === 'X-GM-LABELS')
    value = `X-GM-LABELS ${formatLabels(row.entry.message, context)}`
  const items =
    request.what === 'FLAGS' && !request.silent
      ? session.flagItems(row.entry, call.uid)
      : [value, uid, modSeq].filter(Boolean).join(' ')
  session.line(`* ${row.seq} FETCH (${items})`)
}

function storeFlags(call: Call, selected: Selected, row: Row, request: StoreRequest): void {
  const { session } = call
  const { entry } = row
  const deleted = request.values.includes('\\Deleted')
  const flags = request.values.filter(flag => flag !== '\\Deleted')
  session.account.change(entry.message, message => {
    if (request.sign === '') message.flags.clear()
    for (const flag of flags) {
      if (request.sign === '-') message.flags.delete(flag)
      else message.flags.add(flag)
    }
    followFlags(message)
  })
  if (deleted || request.sign === '') markDeleted(call, selected, row, deleted && request.sign !== '-')
}

/** In All Mail `\Deleted` does nothing; elsewhere it acts at once unless auto-expunge is off. */
function markDeleted(call: Call, selected: Selected, row: Row, deleted: boolean): void {
  if (selected.mailbox.role === 'all') return
  row.entry.deleted = deleted
  if (deleted && call.session.settings.autoExpunge) {
    expungeFrom(call.session.account, row.entry.message, selected.mailbox)
  }
}

/** The label of the selected mailbox cannot be taken off here: OK, and nothing happens. */
function storeLabels(call: Call, selected: Selected, row: Row, request: StoreRequest): void {
  const { account } = call.session
  const { message } = row.entry
  const own = selected.mailbox.label
  const labels = request.values.filter(label => label !== own)
  if (request.sign !== '-') addLabels(account, message, labels)
  if (request.sign === '-') removeLabels(account, message, labels)
  if (request.sign !== '') return
  const keep = new Set(labels.map(canonicalLabel))
  removeLabels(
    account,
    message,
    [...message.labels].filter(label => label !== own && !keep.has(label)),
  )
}
