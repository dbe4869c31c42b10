import type { BodyPart, FetchItem, MessageRecord } from '../mail/message.ts'
import type { PartRequest } from '../mail/source.ts'
import { limitText } from '../mime/limits.ts'
import { isGmailSqlError } from '../util/errors.ts'
import { decodeBodyStructure, depthError, StructureError } from './body-structure.ts'
import { parseInternalDate } from './date.ts'
import { headerTextOf } from './decode-words.ts'
import { decodeEnvelope } from './envelope.ts'
import { failure } from './errors.ts'
import { isList, modSeqOf, octetsOf, type Token, textOf, textsOf, uint64TextOf, uintOf } from './tokens.ts'
import { type Attribute, atom } from './wire.ts'

/** Name of each item in a FETCH response; of a section only its first word. */
export const WIRE_ITEMS: Readonly<Record<FetchItem, string>> = {
  flags: 'FLAGS',
  internalDate: 'INTERNALDATE',
  size: 'RFC822.SIZE',
  modSeq: 'MODSEQ',
  msgId: 'X-GM-MSGID',
  threadId: 'X-GM-THRID',
  labels: 'X-GM-LABELS',
  envelope: 'ENVELOPE',
  references: 'BODY[HEADER.FIELDS]',
  structure: 'BODYSTRUCTURE',
}

/** The item as FETCH asks for it. PEEK: a plain BODY[…] would set \Seen. */
export function requestOf(item: FetchItem): Attribute {
  if (item !== 'references') return atom(WIRE_ITEMS[item])
  return { type: 'ATOM', value: 'BODY.PEEK', section: [atom('HEADER.FIELDS'), [atom('REFERENCES')]] }
}

/** A piece of a message as FETCH asks for it. */
export function partRequest({ part, maxBytes }: PartRequest): Attribute {
  const section = part === '' ? [] : [atom(part)]
  return {
    type: 'ATOM',
    value: 'BODY.PEEK',
    section,
    ...(maxBytes === undefined ? {} : { partial: [0, maxBytes] as const }),
  }
}

/** A record while its items come in; a server may spread them over several responses. */
export type PartialRecord = { -readonly [K in keyof MessageRecord]: MessageRecord[K] }

export interface RowOptions {
  readonly items: ReadonlySet<FetchItem>
  /** The beginning of the message was asked for as well. */
  readonly hasOctets: boolean
  /** Modified UTF-7 → Unicode, or the identity under UTF8=ACCEPT. */
  readonly decodeLabel: (name: string) => string
  readonly isWanted: (uid: number) => boolean
}

/**
 * The data of one FETCH response: keys and values in any order (Gmail sends UID late). Only items asked for
 * are read. Null when it names no UID, or one that is not wanted: then it is a change that nobody asked for.
 * @throws PROTOCOL, naming the UID, for a value that is not what the item must be.
 */
export function decodeRow(
  list: Token,
  options: RowOptions,
  truncated: readonly string[] = [],
): PartialRecord | null {
  if (!isList(list)) return null
  const uid = uintOf(list[placeOf(list, 'UID')])
  if (uid === null || uid === 0 || !options.isWanted(uid)) return null
  const row: PartialRecord = { uid }
  for (const item of options.items) {
    const name = WIRE_ITEMS[item]
    const place = placeOf(list, name)
    if (place < 0) continue
    const tooDeep = item === 'structure' && truncated.includes(name)
    if (tooDeep) setStructure(row, null, structureProblem(depthError()))
    else decodeItem(row, item, list[place], options)
  }
  const octets = options.hasOctets ? octetsOf(list[placeOf(list, 'BODY[]')]) : null
  if (octets !== null) row.octets = octets
  return row
}

/** Where the value of a key is, the last where a key comes again; -1 when it does not come. A map for each row costs more. */
function placeOf(list: readonly Token[], key: string): number {
  for (let i = (list.length & ~1) - 2; i >= 0; i -= 2)
    if (list[i] === key || keyOf(list[i]) === key) return i + 1
  return -1
}

function keyOf(token: Token): string {
  const name = textOf(token)?.toUpperCase() ?? ''
  const section =
    typeof token === 'object' && token !== null && 'section' in token ? token.section : undefined
  return section === undefined ? name : `${name}[${textOf(section[0])?.toUpperCase() ?? ''}]`
}

function decodeItem(row: PartialRecord, item: FetchItem, token: Token, options: RowOptions): void {
  switch (item) {
    case 'flags':
      row.flags = textsOf(token).filter(flag => flag.toLowerCase() !== '\\recent')
      return
    case 'internalDate':
      row.internalDate = needed(parseInternalDate(textOf(token) ?? ''), row.uid, item)
      return
    case 'size':
      row.size = needed(uintOf(token, Number.MAX_SAFE_INTEGER), row.uid, item)
      return
    case 'modSeq':
      row.modSeq = needed(modSeqOf(isList(token) ? token[0] : token), row.uid, item)
      return
    case 'msgId':
      row.msgId = needed(uint64TextOf(token), row.uid, item)
      return
    case 'threadId':
      row.threadId = needed(uint64TextOf(token), row.uid, item)
      return
    case 'labels':
      row.labels = textsOf(token).map(options.decodeLabel)
      return
    case 'envelope':
      row.envelope = decodeEnvelope(token)
      return
    case 'references':
      row.references = messageIdsOf(token)
      return
    case 'structure':
      decodeStructure(row, token)
  }
}

/** Message-IDs of `References: <a@b> <c@d>`; comments and what else stands between them is left out. */
function messageIdsOf(token: Token): string[] {
  const ids = headerTextOf(token)?.match(/<[^<>]{1,998}>/g) ?? []
  return ids.map(id => id.replace(/\s+/g, ''))
}

function needed<T>(value: T | null, uid: number, item: FetchItem): T {
  if (value !== null) return value
  throw failure(
    'PROTOCOL',
    `The ${WIRE_ITEMS[item]} that the mail server sent for UID ${uid} cannot be read.`,
  )
}

function decodeStructure(row: PartialRecord, token: Token): void {
  try {
    setStructure(row, decodeBodyStructure(token), undefined)
  } catch (error) {
    setStructure(row, null, structureProblem(error))
  }
}

/** What the row says of it; any other error is thrown on. */
function structureProblem(error: unknown): string {
  if (error instanceof StructureError) return error.message
  if (isGmailSqlError(error) && error.code === 'MESSAGE_LIMIT') return limitText(error.message)
  throw error
}

export function setStructure(
  row: PartialRecord,
  structure: BodyPart | null,
  error: string | undefined,
): void {
  row.structure = structure
  if (error !== undefined) row.structureError = error
}

/** The first item asked for that the record does not have yet, or null when it is whole. */
export function missingItem(row: PartialRecord, items: ReadonlySet<FetchItem>): FetchItem | null {
  for (const item of items) if (!(item in row)) return item
  return null
}
