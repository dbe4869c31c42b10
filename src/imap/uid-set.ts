/** Longest command line we send: RFC 7162 §4 asks servers to take 8192 octets. */
export const MAX_LINE = 8000
/** Answers that expand beyond this are refused: 16 M messages are not one mailbox. */
const MAX_EXPANDED = 1 << 24
const MAX_UID = 4_294_967_295

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
  if (all.every((uid, i) => isUid(uid) && (i === 0 || uid > all[i - 1]!))) return all
  const valid = all.filter(isUid)
  valid.sort((a, b) => a - b)
  return valid.filter((uid, i) => i === 0 || uid !== valid[i - 1])
}

/**
 * A set as ESEARCH answers it → ascending UIDs, or null when it is not a set, holds a zero or `*`, or is
 * absurdly large.
 */
export function expandUidSet(text: string): number[] | null {
  const uids = listedUids(text)
  return uids && cleanUids(uids)
}

/** The same in the order of the text: the two sets of COPYUID go together position by position (RFC 4315 §3). */
export function listedUids(text: string): number[] | null {
  const uids: number[] = []
  for (const item of text.split(',')) {
    const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(item)
    if (match === null) return null
    const a = Number(match[1])
    const b = Number(match[2] ?? match[1])
    const [from, to] = a <= b ? [a, b] : [b, a]
    if (from < 1 || to > MAX_UID || uids.length + (to - from) >= MAX_EXPANDED) return null
    for (let uid = from; uid <= to; uid++) uids.push(uid)
  }
  return uids
}
