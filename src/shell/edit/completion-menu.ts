import { cutToWidth, displayWidth, escapeForTerminal } from '../door.ts'
import type { TextBuffer } from './text-buffer.ts'
import { paint, type Theme } from './theme.ts'

/** What could stand at the cursor in place of the text from `start` to `end`. */
export interface Completion {
  readonly start: number
  readonly end: number
  readonly items: readonly CompletionItem[]
  /** How many there are, where not all of them are among the items. */
  readonly total?: number
}

export interface CompletionItem {
  /** What is put into the text. */
  readonly text: string
  /** What is shown in the list; default: the text. */
  readonly label?: string
}

const MOST_ROWS = 6
const WIDEST_ITEM = 40

/** The list below the text: Tab goes through it. */
export class CompletionMenu {
  readonly #completion: Completion
  #end: number
  #selected = -1

  constructor(completion: Completion) {
    this.#completion = completion
    this.#end = completion.end
  }

  /** Puts the next or the previous item into the text. */
  step(buffer: TextBuffer, direction: 1 | -1): void {
    const { items, start } = this.#completion
    const from = this.#selected < 0 && direction < 0 ? 0 : this.#selected
    this.#selected = (from + direction + items.length) % items.length
    const { text } = items[this.#selected]!
    buffer.replace(start, this.#end, text)
    this.#end = start + text.length
  }

  /** At most six rows, those with the selected item. */
  rows(columns: number, theme: Theme): string[] {
    const { items } = this.#completion
    const labels = items.map(item => cutToWidth(escapeForTerminal(item.label ?? item.text), WIDEST_ITEM, '…'))
    const width = Math.min(columns, Math.max(...labels.map(displayWidth)) + 2)
    const perRow = Math.max(1, Math.floor(columns / width))
    const count = Math.ceil(labels.length / perRow)
    const first = Math.max(0, Math.floor(Math.max(0, this.#selected) / perRow) - MOST_ROWS + 1)
    const rows = Array.from({ length: Math.min(MOST_ROWS, count) }, (_, i) => {
      const from = (first + i) * perRow
      return labels
        .slice(from, from + perRow)
        .map((label, at) => this.#place(label, from + at, { width, theme }))
        .join('')
        .trimEnd()
    })
    const total = this.#completion.total ?? items.length
    return total > MOST_ROWS * perRow ? [...rows, `… ${total.toLocaleString('en-US')} in all`] : rows
  }

  #place(label: string, index: number, { width, theme }: { width: number; theme: Theme }): string {
    const blanks = ' '.repeat(Math.max(0, width - displayWidth(label)))
    return (index === this.#selected ? paint(theme, 'selected', label) : label) + blanks
  }
}

/** The longest text that all items begin with, by the case of the first. */
export function commonStart(items: readonly CompletionItem[]): string {
  const [first, ...rest] = items.map(({ text }) => text)
  if (first === undefined) return ''
  let length = first.length
  for (const text of rest) {
    let same = 0
    while (same < length && first[same]!.toLowerCase() === text[same]?.toLowerCase()) same++
    length = same
  }
  return first.slice(0, length)
}
