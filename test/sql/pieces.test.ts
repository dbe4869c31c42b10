import { expect, test } from 'vitest'
import { tokenize } from '../../src/sql/lexer.ts'
import { piecesOf } from '../../src/sql/pieces.ts'

const kinds = (text: string) => piecesOf(text).map(({ kind, value }) => [kind, value])

test('the pieces of a statement without errors are its tokens and comments', () => {
  const text = 'SELECT -- what\n [a b], :x, x\'00\' /* all */ FROM "t" # end'
  const pieces = piecesOf(text).filter(({ kind }) => kind !== 'comment')
  expect(pieces).toEqual(
    tokenize(text).map(({ kind, value, start, end }) => expect.objectContaining({ kind, value, start, end })),
  )
  expect(kinds(text).filter(([kind]) => kind === 'comment')).toEqual([
    ['comment', '-- what\n'],
    ['comment', '/* all */'],
    ['comment', '# end'],
  ])
})

test.each([
  ["a 'b;\nc", ["'b;\nc"]],
  ['a [b', ['[b']],
  ['a /* b', ['/* b']],
  ["a E'b\\'", ["E'b\\'"]],
  ['a $$b', ['$$b']],
])('what nothing closes goes to the end of the text: %j', (text, rest) => {
  expect(kinds(text)).toEqual([['word', 'A'], ...rest.map(value => ['unfinished', value])])
})

test('a character that SQL has no use for is a piece of its own', () => {
  expect(kinds("\\😀:'x' @@")).toEqual([
    ['unknown', '\\'],
    ['unknown', '😀'],
    ['unknown', ':'],
    ['string', 'x'],
    ['unknown', '@'],
    ['unknown', '@'],
  ])
})
