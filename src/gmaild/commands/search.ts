import { searchContext } from '../search/context.ts'
import { KeyReader } from '../search/keys.ts'
import type { Row } from '../selected.ts'
import { quote } from '../wire/format.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'
import { formatSequenceSet } from '../wire/sequence-set.ts'
import { type Call, selectedOf } from './command.ts'

const RETURN_OPTIONS = new Set(['MIN', 'MAX', 'COUNT', 'ALL'])

export async function search(call: Call): Promise<string> {
  const { session, args } = call
  args.space()
  const returned = parseReturn(call)
  const utf8 = parseCharset(call) === 'UTF-8' || session.utf8
  const selected = selectedOf(call)
  const askedModSeq = /(?:^|[ (])MODSEQ /i.test(args.rest)
  const holds = new KeyReader(args, searchContext(selected, session.settings), utf8).keys()
  args.end()
  if (askedModSeq) session.condstore = true
  const found: Row[] = []
  for (const [index, entry] of selected.rows.entries()) {
    const row = { seq: index + 1, entry }
    if (!selected.isRemoved(entry) && holds(row)) found.push(row)
    if (index % 500 === 499) await new Promise(setImmediate)
  }
  session.line(
    returned === undefined
      ? plain(call, found, askedModSeq)
      : extended(call, found, { returned, askedModSeq }),
  )
  return 'OK SEARCH completed (Success)'
}

/** RFC 4731; `RETURN ()` is `RETURN (ALL)`. */
function parseReturn(call: Call): Set<string> | undefined {
  if (!call.args.take('RETURN ')) return undefined
  const options = call.args.list(() => call.args.word(), true)
  if (options.some(option => !RETURN_OPTIONS.has(option))) throw badSyntax()
  call.args.space()
  return new Set(options.length === 0 ? ['ALL'] : options)
}

/** With UTF8=ACCEPT a CHARSET is BAD (RFC 6855 §3); without it UTF-8 and US-ASCII are known. */
function parseCharset(call: Call): string {
  if (!call.args.take('CHARSET ')) return 'US-ASCII'
  if (call.session.utf8) throw new Refusal('BAD', 'CHARSET is not allowed with UTF8=ACCEPT')
  const charset = call.args.astring().toUpperCase()
  if (charset !== 'UTF-8' && charset !== 'US-ASCII') {
    throw new Refusal('NO', '[BADCHARSET (US-ASCII UTF-8)] Unsupported charset (Failure)')
  }
  call.args.space()
  return charset
}

const numberOf = (call: Call, row: Row): number => (call.uid ? row.entry.uid : row.seq)
const largestModSeq = (rows: readonly Row[]): number =>
  rows.reduce((n, row) => Math.max(n, row.entry.message.modSeq), 0)

function plain(call: Call, found: readonly Row[], modSeq: boolean): string {
  const numbers = found.map(row => ` ${numberOf(call, row)}`).join('')
  return `* SEARCH${numbers}${modSeq && found.length > 0 ? ` (MODSEQ ${largestModSeq(found)})` : ''}`
}

function extended(
  call: Call,
  found: readonly Row[],
  wanted: { returned: ReadonlySet<string>; askedModSeq: boolean },
): string {
  const numbers = found.map(row => numberOf(call, row))
  const items = [`(TAG ${quote(call.tag)})`]
  if (call.uid) items.push('UID')
  if (wanted.returned.has('MIN') && numbers.length > 0) items.push(`MIN ${numbers[0]}`)
  if (wanted.returned.has('MAX') && numbers.length > 0) items.push(`MAX ${numbers.at(-1)}`)
  if (wanted.returned.has('COUNT')) items.push(`COUNT ${numbers.length}`)
  if (wanted.returned.has('ALL') && numbers.length > 0) items.push(`ALL ${formatSequenceSet(numbers)}`)
  if (wanted.askedModSeq && numbers.length > 0) items.push(`MODSEQ ${largestModSeq(found)}`)
  return `* ESEARCH ${items.join(' ')}`
}
