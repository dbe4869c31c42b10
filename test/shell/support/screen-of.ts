/** What is on a screen of any width after all that was written: the sequences that the prompt uses, and no others. */
export function screenOf(written: string): string[] {
  const rows: string[][] = [[]]
  let [row, column] = [0, 0]
  for (const [part, sequence] of written.matchAll(/\x1b\[([?\d;]*[A-Za-z])|\r|\n|[\s\S]/gu)) {
    const count = Number(sequence?.slice(0, -1) || 1)
    if (part === '\r' || sequence === 'G') column = 0
    else if (part === '\n') row++
    else if (sequence?.endsWith('A')) row -= count
    else if (sequence?.endsWith('C')) column += count
    else if (sequence === 'J' || sequence === 'K') {
      if (sequence === 'J') rows.length = row + 1
      rows[row]!.length = Math.min(column, rows[row]!.length)
    } else if (sequence === undefined) {
      rows[row] ??= []
      const cells = rows[row]!
      while (cells.length < column) cells.push(' ')
      cells[column++] = part
      // The second column of a wide character holds nothing.
      if (/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(part)) cells[column++] = ''
    }
    rows[row] ??= []
  }
  return rows.map(cells => cells.join('').trimEnd())
}
