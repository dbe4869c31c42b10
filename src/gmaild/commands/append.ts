import { clampDate, messageIdOf, newId, normalizeLines, threadFor } from '../store/appending.ts'
import { addToMailbox, followFlags } from '../store/labels.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { Message } from '../store/message.ts'
import { monthIndex } from '../wire/format.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'
import { type Call, encodeName, mailboxName } from './command.ts'
import { parseFlag } from './store.ts'

export function append(call: Call): string {
  const { session, args } = call
  args.space()
  const name = mailboxName(call)
  args.space()
  const flags = args.peek() === '(' ? args.list(() => parseFlag(call), true) : undefined
  if (flags !== undefined) args.space()
  const date = args.peek() === '"' ? parseDateTime(args.string()) : undefined
  if (date !== undefined) args.space()
  const octets = parseMessageData(call)
  args.end()
  const target = session.account.find(name)
  if (!target?.selectable) {
    throw new Refusal('NO', `[TRYCREATE] No folder ${encodeName(session, name)} (Failure)`)
  }
  if (octets.length > session.settings.appendLimit)
    throw new Refusal('NO', '[TOOBIG] Message too large. (Failure)')
  const message = place(call, target, { octets, flags: flags ?? [], date })
  return `OK [APPENDUID ${target.uidValidity} ${target.entryOf(message)!.uid}] (Success)`
}

/** `UTF8 (~{n}…)` is RFC 6855's; a message's octets are the same in both. */
function parseMessageData(call: Call): string {
  const { args, session } = call
  if (!args.take('UTF8 (')) {
    if (args.peek() !== '{') throw badSyntax()
    return normalizeLines(args.literal())
  }
  if (!session.utf8 || args.peek() !== '~') throw badSyntax()
  const octets = args.literal()
  args.expect(')')
  return normalizeLines(octets)
}

interface Arriving {
  readonly octets: string
  readonly flags: readonly string[]
  readonly date: number | undefined
}

/** A Message-ID that is here already: labels and flags are merged into that message, its date stays. */
function place(call: Call, target: Mailbox, arriving: Arriving): Message {
  const { account } = call.session
  const { messageIds } = call.session.settings
  const messageId = messageIdOf(arriving.octets)
  const known = messageId === undefined ? undefined : messageIds.find(messageId)
  const message = known ?? create(call, arriving)
  addToMailbox(account, message, target)
  account.change(message, m => {
    for (const flag of arriving.flags) if (flag !== '\\Deleted') m.flags.add(flag)
    followFlags(m)
  })
  return message
}

function create(call: Call, arriving: Arriving): Message {
  const { account, settings } = call.session
  const internalDate = clampDate(arriving.date, Date.now())
  const id = newId(account, internalDate)
  const threadId = threadFor(arriving.octets, settings.messageIds) ?? id
  const { octets } = arriving
  return account.add({
    id,
    threadId,
    internalDate,
    flags: arriving.flags.filter(flag => flag === '\\Flagged'),
    labels: [],
    place: 'mail',
    source: { octets: () => octets },
  })
}

/** date-time of RFC 3501: ` 1-Jan-2026 10:00:00 +0900`, the day in two places. */
function parseDateTime(text: string): number {
  const found = /^([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text)
  const month = found === null ? -1 : monthIndex(found[2]!)
  if (found === null || month < 0) throw badSyntax()
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map(i => Number(found[i])) as [
    number,
    number,
    number,
    number,
    number,
  ]
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) throw badSyntax()
  const zone = (Number(found[8]) * 60 + Number(found[9])) * (found[7] === '-' ? -1 : 1)
  const local = new Date(0)
  local.setUTCFullYear(year, month, day)
  local.setUTCHours(hour, minute, second)
  return local.getTime() - zone * 60_000
}
