import type { ErrorPosition } from '../util/errors.ts'

/** Line and column, from 1, of an offset in a text. */
export function positionAt(text: string, offset: number): ErrorPosition {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
