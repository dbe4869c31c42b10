import type { Row, Selected } from '../selected.ts'
import { addToMailbox, clearLabel } from '../store/labels.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { Refusal } from '../wire/refusal.ts'
import { formatSequenceSet } from '../wire/sequence-set.ts'
import { type Call, encodeName, mailboxName, selectedOf, writableOf } from './command.ts'
import { rowsOf } from './fetch.ts'

export function copy(call: Call): string {
  const { rows, target } = parse(call)
  const selected = selectedOf(call)
  const live = rows(selected)
  for (const { entry } of live) addToMailbox(call.session.account, entry.message, target)
  return `OK ${copyUid(live, target)}(Success)`
}

/** Another label in place of this mailbox's; from All Mail only the label is added. */
export function move(call: Call): string {
  const { rows, target } = parse(call)
  const selected = writableOf(call)
  const live = rows(selected)
  const { account } = call.session
  const { label } = selected.mailbox
  for (const { entry } of live) {
    addToMailbox(account, entry.message, target)
    if (label !== undefined && target !== selected.mailbox)
      account.change(entry.message, message => clearLabel(message, label))
  }
  if (live.length > 0) call.session.line(`* OK ${copyUid(live, target)}`.trimEnd())
  return 'OK (Success)'
}

function parse(call: Call): { rows: (selected: Selected) => Row[]; target: Mailbox } {
  const { args, session } = call
  args.space()
  const set = args.sequenceSet()
  args.space()
  const name = mailboxName(call)
  args.end()
  const target = session.account.find(name)
  if (!target?.selectable) {
    throw new Refusal('NO', `[TRYCREATE] No folder ${encodeName(session, name)} (Failure)`)
  }
  return {
    target,
    rows: selected => rowsOf(call, selected, set).filter(row => !selected.isRemoved(row.entry)),
  }
}

/** RFC 4315: the two sets go together position by position. */
function copyUid(rows: readonly Row[], target: Mailbox): string {
  const pairs = rows.flatMap(({ entry }) => {
    const there = target.entryOf(entry.message)
    return there === undefined ? [] : [[entry.uid, there.uid] as const]
  })
  if (pairs.length === 0) return ''
  const from = formatSequenceSet(pairs.map(pair => pair[0]))
  return `[COPYUID ${target.uidValidity} ${from} ${formatSequenceSet(pairs.map(pair => pair[1]))}] `
}
