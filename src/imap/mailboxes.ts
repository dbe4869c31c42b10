import type { Mailbox, MailboxStatus, SpecialUse } from '../mail/source.ts'
import { failure } from './errors.ts'
import { decodeMailboxName, encodeMailboxName } from './mailbox-name.ts'
import type { Session } from './session.ts'
import { isList, modSeqOf, type Token, textOf, textsOf, uintOf } from './tokens.ts'
import type { Untagged } from './untagged.ts'
import { type Attribute, assertSafe, atom, stringValue } from './wire.ts'

const SPECIAL_USES: readonly SpecialUse[] = [
  '\\All',
  '\\Archive',
  '\\Drafts',
  '\\Flagged',
  '\\Junk',
  '\\Sent',
  '\\Trash',
  '\\Important',
]

/**
 * A mailbox name for the wire: raw UTF-8 under UTF8=ACCEPT, else modified UTF-7; as LIST spelled it where
 * that differs.
 */
export function mailboxArgument(session: Session, path: string): Attribute {
  assertSafe(path)
  const wire = session.wireNames.get(path) ?? (session.utf8 ? path : encodeMailboxName(path))
  return stringValue(wire, session.utf8)
}

/** LIST of everything: one command where the server has LIST-EXTENDED (RFC 5258), else LIST and LSUB. */
export async function listMailboxes(session: Session): Promise<Mailbox[]> {
  if (session.has('LIST-EXTENDED')) {
    const returns = ['SUBSCRIBED', ...(session.has('SPECIAL-USE') ? ['SPECIAL-USE'] : []), 'CHILDREN']
    return await runList(session, 'LIST', ['', '*', atom('RETURN'), returns.map(atom)])
  }
  const mailboxes = await runList(session, 'LIST', ['', '*'].map(text))
  const subscribed = new Set((await runList(session, 'LSUB', ['', '*'].map(text))).map(({ path }) => path))
  return mailboxes.map(mailbox => ({ ...mailbox, isSubscribed: subscribed.has(mailbox.path) }))
}

function text(value: string): Attribute {
  return { type: 'STRING', value }
}

async function runList(
  session: Session,
  command: 'LIST' | 'LSUB',
  attributes: readonly (Attribute | string)[],
): Promise<Mailbox[]> {
  const found = new Map<string, Mailbox>()
  const collect = ({ attributes: tokens }: Untagged) => {
    const mailbox = decodeList(session, tokens ?? [])
    // A name twice is one mailbox; servers repeat INBOX.
    if (mailbox !== null && !found.has(mailbox.path)) found.set(mailbox.path, mailbox)
  }
  await session.exec(
    command,
    attributes.map(each => (typeof each === 'string' ? text(each) : each)),
    { [command]: collect },
  )
  assertParsed(session, command)
  return [...found.values()]
}

/** A skipped line would be a mailbox that is missing in silence. */
function assertParsed(session: Session, command: string): void {
  const [line] = session.takeUnparsed()
  if (line === undefined) return
  throw failure(
    'PROTOCOL',
    `A line of the mail server's answer to ${command} cannot be read: ${session.clean(line.text).slice(0, 80)}`,
  )
}

/** `(attributes) delimiter name`. */
function decodeList(session: Session, [flagsToken, delimiter, nameToken]: readonly Token[]): Mailbox | null {
  const name = textOf(nameToken)
  if (name === null || name === '') return null
  const path = decodePath(session, name)
  const flags = textsOf(flagsToken ?? []).map(flag => flag.toLowerCase())
  return {
    path,
    delimiter: textOf(delimiter),
    specialUse: SPECIAL_USES.find(use => flags.includes(use.toLowerCase())) ?? null,
    isSelectable: !flags.includes('\\noselect') && !flags.includes('\\nonexistent'),
    isSubscribed: flags.includes('\\subscribed'),
  }
}

function decodePath(session: Session, name: string): string {
  // INBOX is the one name without case (RFC 9051 §5.1).
  if (/^inbox$/i.test(name)) return 'INBOX'
  if (session.utf8) return name
  const path = decodeMailboxName(name)
  if (encodeMailboxName(path) !== name) session.wireNames.set(path, name)
  return path
}

/**
 * STATUS of the named mailboxes: one LIST … RETURN (STATUS …) where the server has LIST-STATUS (RFC 5819),
 * else one STATUS each.
 * @throws NO_TABLE for a name that is not there.
 */
export async function statuses(
  session: Session,
  paths: readonly string[],
): Promise<ReadonlyMap<string, MailboxStatus>> {
  const found =
    session.has('LIST-STATUS') && paths.length > 0
      ? await listStatuses(session, paths)
      : new Map<string, MailboxStatus>()
  const wanted = new Map<string, MailboxStatus>()
  for (const path of paths) {
    const status = found.get(path) ?? (await statusOf(session, path))
    wanted.set(path, status)
  }
  return wanted
}

function statusItems(session: Session): Attribute[] {
  const items = [
    'MESSAGES',
    'UNSEEN',
    'UIDNEXT',
    'UIDVALIDITY',
    ...(session.has('CONDSTORE') ? ['HIGHESTMODSEQ'] : []),
  ]
  return items.map(atom)
}

async function listStatuses(session: Session, paths: readonly string[]): Promise<Map<string, MailboxStatus>> {
  const found = new Map<string, MailboxStatus>()
  // A name with a wildcard matches more than itself; the caller takes only what it asked for.
  const pattern = paths.length === 1 ? mailboxArgument(session, paths[0]!) : text('*')
  await session.exec('LIST', [text(''), pattern, atom('RETURN'), [atom('STATUS'), statusItems(session)]], {
    LIST: () => {},
    STATUS: untagged => collectStatus(session, untagged, found),
  })
  return found
}

async function statusOf(session: Session, path: string): Promise<MailboxStatus> {
  const found = new Map<string, MailboxStatus>()
  await session.exec('STATUS', [mailboxArgument(session, path), statusItems(session)], {
    STATUS: untagged => collectStatus(session, untagged, found),
  })
  const status = found.get(path) ?? [...found.values()][0]
  if (status === undefined)
    throw failure('PROTOCOL', `The mail server sent no STATUS of ${JSON.stringify(path)}.`)
  return status
}

function collectStatus(session: Session, { attributes }: Untagged, found: Map<string, MailboxStatus>): void {
  const name = textOf(attributes?.[0])
  const items = attributes?.[1]
  if (name === null || !isList(items)) return
  const values = new Map<string, Token>()
  for (let i = 0; i + 1 < items.length; i += 2)
    values.set(textOf(items[i])?.toUpperCase() ?? '', items[i + 1])
  const [messages, unseen] = [uintOf(values.get('MESSAGES')), uintOf(values.get('UNSEEN'))]
  const [uidNext, uidValidity] = [uintOf(values.get('UIDNEXT')), uintOf(values.get('UIDVALIDITY'))]
  if (messages === null || unseen === null || uidNext === null || uidValidity === null) return
  // 0 stands for a mailbox without mod-sequences (RFC 7162 §3.1.7).
  const highest = modSeqOf(values.get('HIGHESTMODSEQ'))
  found.set(decodePath(session, name), {
    messages,
    unseen,
    uidNext,
    uidValidity,
    highestModSeq: highest === 0n ? null : highest,
  })
}
