import { setImmediate as nextTurn } from 'node:timers/promises'

/** Longest command line we send: RFC 7162 §4 asks servers to take 8192 octets. */
export const MAX_LINE = 8000
/** Answers that expand beyond this are refused: 16 M messages are not one mailbox. */
const MAX_EXPANDED = 1 << 24
const MAX_UID = 4_294_967_295
/** So much of a set is read before others have their turn. */
const READ_AT_ONCE = 100_000

/**
 * Ascending UIDs → `1:3,7` sets, each at most `maxLength` characters. Zero, negative, repeated and absurd
 * UIDs are left out.
 */
export function uidSets(uids: readonly number[], maxLength: number): string[] {
  const sets: string[] = []
  let set = ''
  for (const [from, to] of uidRanges(uids)) {
    const text = from === to ? `${from}` : `${from}:${to}`
    if (set !== '' && set.length + 1 + text.length > maxLength) {
      sets.push(set)
      set = ''
    }
    set = set === '' ? text : `${set},${text}`
  }
  if (set !== '') sets.push(set)
  return sets
}

function uidRanges(uids: readonly number[]): [number, number][] {
  const sorted = cleanUids(uids)
  const ranges: [number, number][] = []
  for (const uid of sorted) {
    const last = ranges[ranges.length - 1]
    if (last !== undefined && last[1] + 1 === uid) last[1] = uid
    else ranges.push([uid, uid])
  }
  return ranges
}

function isUid(uid: number): boolean {
  return Number.isInteger(uid) && uid > 0 && uid <= MAX_UID
}

/** Ascending, each once, none outside 1…2³²−1. */
export function cleanUids(uids: Iterable<number>): number[] {
  const all = [...uids]
  // As servers send them: a million are sorted in no moment.
  if (isClean(all)) return all
  const valid = all.filter(isUid)
  valid.sort((a, b) => a - b)
  return valid.filter((uid, i) => i === 0 || uid !== valid[i - 1])
}

function isClean(uids: readonly number[]): boolean {
  let last = 0
  for (const uid of uids) {
    if (!isUid(uid) || uid <= last) return false
    last = uid
  }
  return true
}

/**
 * A set as ESEARCH answers it → ascending UIDs, or null when it is not a set, holds a zero or `*`, or is
 * absurdly large. It is read a piece in a turn of the event loop: a million single UIDs have eight million characters.
 */
export async function expandUidSet(text: string): Promise<number[] | null> {
  const uids: number[] = []
  // The turn in which so long a line came has been long already.
  if (text.length > READ_AT_ONCE) await nextTurn()
  for (let at = 0; at <= text.length; ) {
    const comma = text.indexOf(',', at + READ_AT_ONCE)
    const end = comma < 0 ? text.length : comma
    const piece = listedUids(text.slice(at, end))
    if (piece === null || uids.length + piece.length > MAX_EXPANDED) return null
    for (const uid of piece) uids.push(uid)
    at = end + 1
    if (at <= text.length || uids.length > READ_AT_ONCE) await nextTurn()
  }
  return isClean(uids) ? uids : cleanUids(uids)
}

/** The same in the order of the text: the two sets of COPYUID go together position by position (RFC 4315 §3). */
export function listedUids(text: string): number[] | null {
  const uids: number[] = []
  for (let at = 0; at <= text.length; at++) {
    const first = digitsAt(text, at)
    at = first.end
    const second = text.charCodeAt(at) === COLON ? digitsAt(text, at + 1) : first
    at = second.end
    if (at < text.length && text.charCodeAt(at) !== COMMA) return null
    const from = Math.min(first.value, second.value)
    const to = Math.max(first.value, second.value)
    if (from < 1 || to > MAX_UID || uids.length + (to - from) >= MAX_EXPANDED) return null
    for (let uid = from; uid <= to; uid++) uids.push(uid)
  }
  return uids
}

const COLON = 0x3a
const COMMA = 0x2c
const ZERO = 0x30
const LONGEST_NUMBER = 10

/** The number that begins at `start`, and where it ends; 0 where there is none. Digit by digit: a list may have a million. */
function digitsAt(text: string, start: number): { readonly value: number; readonly end: number } {
  let value = 0
  let end = start
  for (; end < text.length && end - start < LONGEST_NUMBER; end++) {
    const digit = text.charCodeAt(end) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return { value, end }
}
