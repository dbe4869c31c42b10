import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMailboxName, encodeMailboxName } from '../../src/imap/mailbox-name.ts'
import { expandUidSet, listedUids, uidSets } from '../../src/imap/uid-set.ts'

function sortedUids(set: string): number[] | null {
  const uids = listedUids(set)
  return uids && [...new Set(uids)].sort((a, b) => a - b)
}

describe('modified UTF-7', () => {
  it.each([
    ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
    ['A & B', 'A &- B'],
    ['Entwürfe', 'Entw&APw-rfe'],
    ['😀', '&2D3eAA-'],
    ['&&', '&-&-'],
  ])('%s', (name, wire) => {
    expect(encodeMailboxName(name)).toBe(wire)
    expect(decodeMailboxName(wire)).toBe(name)
  })

  it('brings every name back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => decodeMailboxName(encodeMailboxName(name)) === name),
    )
  })

  it('leaves a name alone that is not written in it', () => {
    for (const name of ['R&D', 'a&b-c?', '&!!-', '&']) expect(decodeMailboxName(name)).toBe(name)
  })
})

describe('UID sets', () => {
  it('are ranges in ascending order, without zero, repetition and nonsense', () => {
    expect(uidSets([5, 3, 4, 4, 0, -1, 9, 1.5, 4294967296], 100)).toEqual(['3:5,9'])
    expect(uidSets([], 100)).toEqual([])
  })

  it('are split below the length asked for, and name the same UIDs', () => {
    const uids = fc.uniqueArray(fc.integer({ min: 1, max: 4294967295 }), { maxLength: 300 })
    fc.assert(
      fc.property(uids, fc.integer({ min: 25, max: 200 }), (list, limit) => {
        const sets = uidSets(list, limit)
        const back = sets.flatMap(set => listedUids(set) ?? [])
        expect(sets.every(set => set.length <= limit)).toBe(true)
        expect(back).toEqual([...list].sort((a, b) => a - b))
      }),
    )
  })

  it('of an answer are refused when they are none, or too large to be a mailbox', async () => {
    for (const bad of ['', '0', '1:*', '1,,2', 'a', '1:4294967295', '4294967296', '-1', '1:2:3']) {
      expect(await expandUidSet(bad)).toBeNull()
    }
    expect(await expandUidSet('5:3,9,4')).toEqual([3, 4, 5, 9])
  })

  it('reads a long set as a short one, and lets others have their turn', async () => {
    const uids = Array.from({ length: 100_000 }, (_, index) => 2 * index + 1)
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    expect(await expandUidSet(uids.join())).toEqual(uids)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
    for (const text of ['1:3,7', '5:3,9,4', '', '1,', '1:*', `${uids.join()},`, `${uids.join()},x`])
      expect(await expandUidSet(text)).toEqual(sortedUids(text))
  })
})
