import { expect, test } from 'vitest'
import { applyEdits } from '../../src/sql/edit.ts'
import { tokenize } from '../../src/sql/lexer.ts'
import { rewriteMembership } from '../../src/sql/rewrite/membership.ts'

function rewritten(text: string): string {
  return applyEdits(text, rewriteMembership(tokenize(text)))
}

test.each([
  ["Labels = 'x'", "(HAS_LABEL(Labels, 'x'))"],
  ["NOT m.Labels <> 'x'", "NOT (NOT HAS_LABEL(m.Labels, 'x'))"],
  ["'x' = Labels AND a", "(HAS_LABEL(Labels, 'x')) AND a"],
  ['a OR ?1 != i.[Labels]', 'a OR (NOT HAS_LABEL(i.[Labels], ?1))'],
  ["(Labels) = 'x'", "(HAS_LABEL(Labels, 'x'))"],
  ["NOT ((i.Flags)) = 'x'", "NOT (HAS_FLAG(i.Flags, 'x'))"],
  ["'x' = (Flags)", "(HAS_FLAG(Flags, 'x'))"],
  ["Labels IS 'x'", "(HAS_LABEL(Labels, 'x') IS TRUE)"],
  ["Flags IS NOT 'x' OR a", "(HAS_FLAG(Flags, 'x') IS NOT TRUE) OR a"],
  ['Labels IS ?2', 'iif(?2 IS NULL, Labels IS NULL, (HAS_LABEL(Labels, ?2) IS TRUE))'],
  ["(Labels) NOT IN ('x', 'y')", "(NOT (HAS_LABEL(Labels, 'x') OR HAS_LABEL(Labels, 'y')))"],
])('%s asks whether it is in the list', (text, expected) => {
  expect(rewritten(text)).toBe(expected)
})

test.each([
  'Labels IS NULL',
  'Labels IS NOT NULL',
  "length(Labels) = 'x'",
  "length (Labels) = 'x'",
  "Labels || 'x' = 'y'",
  "'a' || 'x' = Labels",
  "'x' || Labels = 'y'",
  "'x' = Labels || 'y'",
  "Labels = 'x' || 'y'",
  "'a' = Labels = 'x'",
  'Labels = Flags',
  "a IN (Labels) = 'x'",
  "Labels.x = 'y'",
])('%s stays as it is', text => {
  expect(rewritten(text)).toBe(text)
})
