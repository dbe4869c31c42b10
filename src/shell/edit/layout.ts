import { displayWidth, escapeForTerminal } from '../door.ts'
import { paint, type StyleName, type Theme } from './theme.ts'

/** A range of the text in one style; ranges do not overlap and are in order. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly style: StyleName
}

export interface View {
  readonly prompt: string
  readonly continuation: string
  readonly text: string
  readonly cursor: number
  readonly spans: readonly Span[]
  /** Shown behind the text, which it does not belong to. */
  readonly suggestion: string
  /** Lines below the text, in their final form. */
  readonly below: readonly string[]
}

export interface Layout {
  readonly rows: readonly string[]
  readonly cursorRow: number
  readonly cursorColumn: number
}

const graphemes = new Intl.Segmenter()

/** The rows of the screen that show a text, and the place of its cursor there. */
export function layOut(view: View, columns: number, theme: Theme): Layout {
  const page = new Page(columns, theme)
  const prefix = (index: number) => (index === 0 ? view.prompt : view.continuation)
  let at = 0
  for (const [index, line] of view.text.split('\n').entries()) {
    if (index > 0) page.newRow()
    page.add(prefix(index), 'prompt')
    for (const { segment } of graphemes.segment(line)) {
      if (at === view.cursor) page.markCursor(displayWidth(shown(segment)))
      page.add(shown(segment), styleAt(view.spans, at))
      at += segment.length
    }
    if (at === view.cursor) page.markCursor(1)
    at++
  }
  for (const { segment } of graphemes.segment(view.suggestion)) page.add(shown(segment), 'suggestion')
  return page.layout(view.below)
}

/** What stands for a grapheme on the screen: no control character moves the cursor. */
function shown(segment: string): string {
  return segment === '\t' ? '  ' : escapeForTerminal(segment)
}

function styleAt(spans: readonly Span[], at: number): StyleName | undefined {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  const span = spans[low]
  return span && span.start <= at ? span.style : undefined
}

/** Rows that are being filled. */
class Page {
  readonly #columns: number
  readonly #theme: Theme
  readonly #rows: string[] = []
  #row = ''
  #column = 0
  /** Text of the row that has the style below and no escape sequence around it yet. */
  #run = ''
  #style: StyleName | undefined
  #cursor: { readonly row: number; readonly column: number } = { row: 0, column: 0 }

  constructor(columns: number, theme: Theme) {
    this.#columns = columns
    this.#theme = theme
  }

  add(text: string, style: StyleName | undefined): void {
    const width = displayWidth(text)
    if (this.#column + width > this.#columns && this.#column > 0) this.newRow()
    if (style !== this.#style) this.#endRun()
    this.#style = style
    this.#run += text
    this.#column += width
  }

  newRow(): void {
    this.#endRun()
    this.#rows.push(this.#row)
    this.#row = ''
    this.#column = 0
  }

  /** @param width of what comes next, which may have to go to the next row */
  markCursor(width: number): void {
    if (this.#column + width > this.#columns) this.newRow()
    this.#cursor = { row: this.#rows.length, column: this.#column }
  }

  layout(below: readonly string[]): Layout {
    this.#endRun()
    return {
      rows: [...this.#rows, this.#row, ...below],
      cursorRow: this.#cursor.row,
      cursorColumn: this.#cursor.column,
    }
  }

  #endRun(): void {
    if (this.#run !== '') this.#row += paint(this.#theme, this.#style, this.#run)
    this.#run = ''
  }
}
