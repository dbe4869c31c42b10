import type { MessageUids, StoreOperation, StoreOutcome, StoreRequest } from '../../mail/writer.ts'
import { failure } from '../errors.ts'
import { encodeMailboxName } from '../mailbox-name.ts'
import type { Session } from '../session.ts'
import { textOf } from '../tokens.ts'
import { cleanUids, expandUidSet, MAX_LINE, uidSets } from '../uid-set.ts'
import { type Attribute, assertSafe, atom, sequence, shown, stringValue } from '../wire.ts'
import { codeArguments } from './response-code.ts'
import { selectForWriting } from './select.ts'
import { sendWrite } from './send.ts'

const SIGNS: Readonly<Record<StoreOperation, string>> = { add: '+', remove: '-', replace: '' }

/** UID STORE of flags. */
export async function storeFlags(
  session: Session,
  messages: MessageUids,
  request: StoreRequest,
): Promise<StoreOutcome> {
  const values = request.values.map(flagArgument)
  return await store(session, messages, { ...request, item: 'FLAGS', values })
}

/** UID STORE of X-GM-LABELS. @throws NOT_SUPPORTED on a server without labels */
export async function storeLabels(
  session: Session,
  messages: MessageUids,
  request: StoreRequest,
): Promise<StoreOutcome> {
  if (!session.has('X-GM-EXT-1'))
    throw failure('NOT_SUPPORTED', 'The mail server has no labels (X-GM-EXT-1).', {
      hint: 'Move or copy messages to another mailbox.',
    })
  const values = request.values.map(label => labelArgument(session, label))
  return await store(session, messages, { ...request, item: 'X-GM-LABELS', values })
}

interface Store extends Omit<StoreRequest, 'values'> {
  readonly item: 'FLAGS' | 'X-GM-LABELS'
  readonly values: readonly Attribute[]
}

async function store(
  session: Session,
  messages: MessageUids,
  { item, operation, values, unchangedSince }: Store,
): Promise<StoreOutcome> {
  const condition: Attribute[] = []
  if (unchangedSince !== undefined) {
    if (!session.has('CONDSTORE'))
      throw failure('NOT_SUPPORTED', 'The mail server has no conditional STORE (CONDSTORE).', {
        hint: 'Leave unchangedSince out.',
      })
    condition.push([atom('UNCHANGEDSINCE'), atom(String(unchangedSince))])
  }
  await selectForWriting(session, messages)
  const what = atom(`${SIGNS[operation]}${item}.SILENT`)
  const modified: number[] = []
  for (const set of setsOf(messages)) {
    const attributes = [sequence(set), ...condition, what, values]
    const tagged = await sendWrite(session, { command: 'UID STORE', attributes, mailbox: messages.path })
    const [left] = codeArguments(tagged.attributes, 'MODIFIED') ?? []
    modified.push(...((await expandUidSet(textOf(left) ?? '')) ?? []))
  }
  return { modified: cleanUids(modified) }
}

/** So much of a line is left to the words beside the set. */
const BESIDE = 2000

/** @throws INTERNAL for a list without UIDs: an empty set is another command */
export function setsOf({ uids, path }: MessageUids): string[] {
  const sets = uidSets(uids, MAX_LINE - BESIDE)
  if (sets.length === 0) throw failure('INTERNAL', `A write to ${path} names no message.`)
  return sets
}

/** `\Seen`, `$Forwarded`: an atom (RFC 9051 §9), with a backslash before those that the server defines. */
export function flagArgument(flag: string): Attribute {
  assertSafe(flag)
  if (/^\\?[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|~]+$/.test(flag)) return atom(flag)
  throw failure('BAD_VALUE', `${shown(flag)} cannot be a flag.`, {
    hint: 'A flag is one word of ASCII letters, digits and some signs: \\Seen, \\Flagged, $Forwarded, Work.',
  })
}

/** @throws BAD_VALUE */
function labelArgument(session: Session, label: string): Attribute {
  assertSafe(label)
  if (label.trim() === '') throw failure('BAD_VALUE', `${shown(label)} cannot be a label.`)
  return stringValue(session.utf8 ? label : encodeMailboxName(label), session.utf8)
}
