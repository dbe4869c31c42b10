import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trimEndOf, withoutComments } from '../../src/util/trim.ts'

const pieces = (...choices: string[]) =>
  fc.array(fc.constantFrom(...choices), { maxLength: 30 }).map(given => given.join(''))

test('an end is cut off as a pattern would', () => {
  fc.assert(
    fc.property(pieces('a', '.', ' ', '\n'), text => {
      expect(trimEndOf(text, /[\s.]/)).toBe(text.replace(/[\s.]+$/, ''))
    }),
  )
})

test('comments are left out as a pattern would', () => {
  fc.assert(
    fc.property(pieces('a', '(', ')'), text => {
      expect(withoutComments(text)).toBe(text.replace(/\([^)]*\)/g, ''))
    }),
  )
})
