import { escapeLineEnds } from '../util/text.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'
import { displayText, isNumeric, nullText, rowCountText, shown } from './cell.ts'
import { fitWidths } from './fit-widths.ts'
import { type ArrayRow, INCOMPLETE, type TextFormat, type WriterOptions } from './row-writer.ts'
import { type Style, styleOf } from './style.ts'
import { verticalFormat } from './vertical.ts'
import { cutToWidth, displayWidth } from './width.ts'

/** Rows looked at before the widths are set, unless the options say otherwise: the first batch that is fetched. */
const SAMPLE_ROWS = 100
/** Without a screen no cell is cut, but a long one does not widen its column for all rows. */
const WIDEST_COLUMN = 200
/** A grapheme of mail is seldom longer; what does not fit the screen need not be escaped and measured. */
const UNITS_PER_COLUMN = 16

interface Cell {
  readonly text: string
  readonly width: number
  readonly isNull: boolean
}

/**
 * Aligned columns, numbers to the right. Widths come from the first 100 rows; a later row that needs more is laid
 * out on its own. With `width`, cells are cut at a `…` and the footer says how many; a table with too many columns
 * for the screen is shown vertically instead. Line ends and TAB show as `\n`, `\r`, `\t`. NULL is `<null>`, a BLOB
 * `x'…'`.
 */
export function tableFormat(options: WriterOptions): TextFormat {
  return new TableFormat(options)
}

class TableFormat implements TextFormat {
  readonly #options: WriterOptions
  readonly #style: Style
  #columns: readonly ResultColumn[] = []
  #sample: ArrayRow[] | undefined = []
  #widths: number[] = []
  #isRight: boolean[] = []
  #rowCount = 0
  #cutCount = 0
  #vertical: TextFormat | undefined

  constructor(options: WriterOptions) {
    this.#options = options
    this.#style = styleOf(options)
  }

  begin(columns: readonly ResultColumn[]): string {
    this.#columns = columns
    return ''
  }

  row(row: ArrayRow): string {
    this.#rowCount++
    if (this.#vertical) return this.#vertical.row(row)
    if (!this.#sample) return this.#line(this.#cells(row))
    this.#sample.push(row)
    return this.#sample.length < (this.#options.sampleRows ?? SAMPLE_ROWS) ? '' : this.#layOut()
  }

  end(): string {
    return this.#layOut() + this.#footer()
  }

  abort(): string {
    return this.#layOut() + INCOMPLETE
  }

  /** Head and sample, once. */
  #layOut(): string {
    const sample = this.#sample
    if (!sample) return ''
    this.#sample = undefined
    const head = this.#columns.map(column => this.#textCell(column.name))
    this.#isRight = this.#columns.map((column, i) => isRightAligned(column, sample, i))
    const lines = sample.map(row => this.#cells(row))
    const wanted = head.map(({ width }, i) => Math.max(width, ...lines.map(line => padded(line[i]!))))
    const widths = this.#fit(wanted)
    if (!widths) return this.#layOutVertically(sample)
    this.#widths = widths
    const rule = widths.map(width => this.#style.horizontal.repeat(width))
    const join = `${this.#style.horizontal}${this.#style.cross}${this.#style.horizontal}`
    return `${this.#head(head)}${rule.join(join)}\n${lines.map(line => this.#line(line)).join('')}`
  }

  #layOutVertically(sample: readonly ArrayRow[]): string {
    const vertical = verticalFormat(this.#options)
    this.#vertical = vertical
    const head = vertical.begin(this.#columns)
    return head + sample.map(row => vertical.row(row)).join('')
  }

  #fit(wanted: readonly number[]): number[] | undefined {
    const { width } = this.#options
    return width === undefined ? [...wanted] : fitWidths(wanted, width - 3 * (wanted.length - 1))
  }

  #head(cells: readonly Cell[]): string {
    return this.#join(cells.map((cell, i) => this.#style.bold(this.#place(cell, i, this.#widths[i]!))))
  }

  #line(cells: readonly Cell[]): string {
    const overflows = cells.some((cell, i) => cell.width > this.#widths[i]!)
    const wanted = this.#widths.map((width, i) => Math.max(width, cells[i]!.width))
    const widths = overflows ? (this.#fit(wanted) ?? this.#widths) : this.#widths
    this.#cutCount += cells.filter((cell, i) => cell.width > widths[i]!).length
    return this.#join(
      cells.map((cell, i) => {
        const text = this.#place(cell, i, widths[i]!)
        return cell.isNull ? this.#style.dim(text) : text
      }),
    )
  }

  #join(texts: readonly string[]): string {
    return `${texts.join(` ${this.#style.vertical} `)}\n`
  }

  #place(cell: Cell, column: number, width: number): string {
    const text = cell.width > width ? cutToWidth(cell.text, width, this.#style.cut) : cell.text
    const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)))
    return this.#isRight[column] ? blanks + text : text + blanks
  }

  #cells(row: ArrayRow): Cell[] {
    return this.#columns.map((_, i) => this.#cell(row[i] ?? null))
  }

  #cell(value: SqlValue): Cell {
    if (value === null) return { ...this.#textCell(nullText(this.#options)), isNull: true }
    return this.#textCell(this.#clip(value))
  }

  /** At most what the screen could show, and one grapheme more, so that the cut is seen and counted. */
  #clip(value: Exclude<SqlValue, null>): string {
    const { width } = this.#options
    if (width === undefined) return displayText(value)
    const limit = (width + 1) * UNITS_PER_COLUMN
    const isLong = typeof value !== 'number' && typeof value !== 'bigint' && value.length > limit
    return isLong ? displayText(value.slice(0, limit)) + this.#style.cut.repeat(width) : displayText(value)
  }

  #textCell(raw: string): Cell {
    const text = this.#options.terminal ? shown(raw, this.#options) : escapeLineEnds(raw)
    return { text, width: displayWidth(text), isNull: false }
  }

  #footer(): string {
    const count = rowCountText(this.#rowCount, this.#options.total?.())
    const screen = `${this.#options.width} columns`
    if (this.#vertical) {
      return `${count} (${this.#columns.length} table columns do not fit ${screen}: shown vertically)\n`
    }
    if (this.#cutCount === 0) return `${count}\n`
    const values = this.#cutCount === 1 ? '1 value' : `${this.#cutCount} values`
    return `${count} (${values} cut at ${this.#style.cut} to fit ${screen})\n`
  }
}

function padded(cell: Cell): number {
  return Math.min(cell.width, WIDEST_COLUMN)
}

function isRightAligned(column: ResultColumn, sample: readonly ArrayRow[], index: number): boolean {
  if (column.type !== null) return ['INTEGER', 'REAL', 'BOOLEAN'].includes(column.type)
  const values = sample.map(row => row[index] ?? null).filter(value => value !== null)
  return values.length > 0 && values.every(isNumeric)
}
