import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openMimeReader } from '../../src/mime/reader.ts'
import { renderBodies } from '../../src/mime/render.ts'
import { mayBeSimple, simpleBodies } from '../../src/mime/simple-bodies.ts'
import type { TextPart } from '../../src/mime/types.ts'
import { ownProcesses } from '../support/process-cost.ts'
import { htmlPart, textPart } from './text-parts.ts'

const PIECES = [
  'a',
  '',
  '\r\n',
  '\n',
  '\ufeff',
  '=',
  '=3D',
  '=\r\n',
  ' ',
  '\t',
  'é',
  '日本',
  '😀',
  'aGk=',
  '<p>x</p>',
]
const CHARSETS = ['utf-8', 'UTF8', '"utf-8"', 'us-ascii', 'iso-8859-1', 'iso-2022-jp', 'utf-7', 'x-klingon']

const bytes = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES)).map(pieces => Buffer.from(pieces.join(''))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map(octets => Buffer.from(octets)) },
)

const part: fc.Arbitrary<TextPart> = fc.record({
  part: fc.constant('1'),
  type: fc.constantFrom('text/plain', 'text/html'),
  params: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom({}, { charset: 'UTF-8' }) },
    {
      weight: 1,
      arbitrary: fc.record({
        charset: fc.constantFrom(...CHARSETS),
        format: fc.constantFrom('flowed', 'fixed'),
      }),
    },
  ),
  encoding: fc.constantFrom(null, '7bit', '8bit', 'base64', 'quoted-printable', 'x-uuencode', 'x-own'),
  rendering: fc.constantFrom('text', 'html', 'both'),
  content: bytes,
  isCut: fc.constantFrom(undefined, undefined, false, true),
})

test('bodies that are made at once are those that the process makes', () => {
  let made = 0
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 3 }),
      fc.constantFrom(undefined, 'koi8-r', 'utf-8'),
      (parts, charset) => {
        const simple = simpleBodies(parts, charset)
        if (simple === null) return
        if (parts.length > 0) made++
        expect(mayBeSimple(parts)).toBe(true)
        expect(simple).toEqual(renderBodies(parts, charset))
      },
    ),
    { numRuns: 5_000, seed: 7 },
  )
  expect(made).toBeGreaterThan(100)
})

test.each<[string, boolean, TextPart[]]>([
  ['a text', true, [textPart('a')]],
  [
    'alternatives in UTF-8',
    true,
    [
      textPart('a', { rendering: 'text' }),
      htmlPart('<b>a</b>', { rendering: 'html', params: { charset: 'UTF-8' } }),
    ],
  ],
  ['a text that is not what it says', false, [textPart(Buffer.from([0xe9]))]],
  ['HTML of which the text is made', false, [htmlPart('a', { params: { charset: 'utf-8' } })]],
  ['lines to be joined', false, [textPart('a \nb', { params: { format: 'flowed' } })]],
  ['another charset', false, [textPart('a', { params: { charset: 'iso-2022-jp' } })]],
])('%s: at once is %s', (_, isSimple, parts) => {
  expect(simpleBodies(parts, undefined) !== null).toBe(isSimple)
})

test.runIf(process.platform === 'linux')('nothing is started for them', async () => {
  const reader = openMimeReader()
  const readers = () => ownProcesses().filter(({ name }) => name === 'reader').length
  const before = readers()
  const [bodies] = await reader.bodies([[textPart('a')]])
  expect(bodies).toEqual({ text: 'a', html: null, error: null })
  expect(readers()).toBe(before)
  await reader.close()
})
