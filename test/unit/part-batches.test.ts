import { expect, test } from 'vitest'
import { partBatches, type WantedParts } from '../../src/exec/part-batches.ts'
import type { BodyPart } from '../../src/mail/message.ts'

function part(name: string, size: number | null, children: readonly BodyPart[] = []): BodyPart {
  const type = size === null ? 'multipart/mixed' : 'text/plain'
  const rest = { params: {}, disposition: null, dispositionParams: {}, contentId: null, encoding: null }
  return { part: name, type, size, children, ...rest }
}

function message(
  uid: number,
  wanted: readonly string[],
  leaves: Readonly<Record<string, number>>,
): WantedParts {
  const parts = Object.entries(leaves).map(([name, size]) => part(name, size))
  return { uid, structure: part('', null, parts), parts: parts.filter(each => wanted.includes(each.part)) }
}

function shown(messages: readonly WantedParts[], maxBytes = 1e9) {
  return partBatches(messages, maxBytes).map(batch => [
    batch.messages.map(({ uid }) => uid),
    batch.parts.map(each => (each.maxBytes === undefined ? each.part : `${each.part}<${each.maxBytes}>`)),
  ])
}

test('messages with their text at the same parts are one FETCH', () => {
  const two = (uid: number) => message(uid, ['1', '2'], { 1: 100, 2: 200 })
  expect(shown([two(3), two(2), two(1)])).toEqual([
    [
      [3, 2, 1],
      ['1', '2'],
    ],
  ])
})

test('few that differ come along while what nobody asked for is less than 32 kB', () => {
  const plain = message(2, ['1'], { 1: 50_000 })
  expect(
    shown([plain, message(1, ['1'], { 1: 10, 2: 31_000 }), message(3, ['1', '2'], { 1: 10, 2: 10 })]),
  ).toEqual([
    [
      [2, 1, 3],
      ['1', '2'],
    ],
  ])
  expect(
    shown([plain, message(1, ['1'], { 1: 10, 2: 33_000 }), message(3, ['1', '2'], { 1: 10, 2: 10 })]),
  ).toEqual([
    [[2, 1], ['1']],
    [[3], ['1', '2']],
  ])
})

test('a FETCH brings at most 4 MB and 2,000 messages, but always one', () => {
  const large = [3, 2, 2, 4.5, 0.5].map((mb, at) => message(9 - at, ['1'], { 1: mb * 1_000_000 }))
  expect(shown(large)).toEqual([
    [[9], ['1']],
    [[8, 7], ['1']],
    [[6], ['1']],
    [[5], ['1']],
  ])
  const many = Array.from({ length: 4_800 }, (_, at) => message(at + 1, ['1'], { 1: 1 }))
  expect(partBatches(many, 1e9).map(batch => batch.messages.length)).toEqual([2_000, 2_000, 800])
})

test('of a part larger than may be fetched, the beginning is, by itself', () => {
  expect(shown([message(2, ['1'], { 1: 10 }), message(1, ['1'], { 1: 2_000 })], 1_000)).toEqual([
    [[2], ['1']],
    [[1], ['1<1000>']],
  ])
})
