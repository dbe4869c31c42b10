import type { Writable } from 'node:stream'
import { layOut, type View } from './layout.ts'
import type { Theme } from './theme.ts'

const ERASE_BELOW = '\x1b[J'
const FIRST_COLUMN = '\x1b[G'

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/** Draws what is typed where the cursor is, again and again, and leaves the rest of the screen alone. */
export class Screen {
  readonly #output: Writable
  readonly #size: () => ScreenSize
  /** Rows of the last drawing above the cursor. */
  #above = 0
  #last = ''

  constructor(output: Writable, size: () => ScreenSize) {
    this.#output = output
    this.#size = size
  }

  draw(view: View, theme: Theme): void {
    const { columns, rows: height } = this.#size()
    const { rows, cursorRow, cursorColumn } = layOut(view, columns, theme)
    // What is longer than the screen is shown around the cursor: a terminal cannot go back to what scrolled away.
    const from = Math.max(0, Math.min(cursorRow - height + 2, rows.length - height))
    const shown = rows.slice(from, from + height)
    const above = cursorRow - from
    const drawing =
      `${shown.join('\r\n')}${up(shown.length - 1 - above)}${FIRST_COLUMN}` +
      (cursorColumn > 0 ? `\x1b[${cursorColumn}C` : '')
    if (drawing === this.#last) return
    this.#output.write(`${up(this.#above)}${FIRST_COLUMN}${ERASE_BELOW}${drawing}`)
    this.#above = above
    this.#last = drawing
  }

  /** The drawing stays as it is, and what is written next goes below it. */
  leave(view: View, theme: Theme): void {
    this.draw({ ...view, cursor: view.text.length, suggestion: '', below: [] }, theme)
    this.#output.write('\r\n')
    this.forget()
  }

  /** Something else was written: the next drawing begins where the cursor is. */
  forget(): void {
    this.#above = 0
    this.#last = ''
  }

  clear(): void {
    this.#output.write('\x1b[H\x1b[2J')
    this.forget()
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : ''
}
