import type { IBufferCell, IBufferLine, Terminal } from '@xterm/headless'

/** Pixels of a cell, of the text in it, and of the frame around all. */
const CELL = { width: 8.4, height: 18 }
const FONT_SIZE = 14
const FRAME = 16
const BACKGROUND = '#16181d'
const FOREGROUND = '#d7dae0'
/** The sixteen colours of the terminal in the picture. */
const PALETTE = [
  ['#3b4048', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#abb2bf'],
  ['#7f8794', '#ef8a92', '#b1d694', '#f0d399', '#82c4f8', '#d799e8', '#7dd0da', '#ffffff'],
].flat()
const FULL_BLOCK = 0x2588
const EIGHTH_BLOCK = 0x258f

interface Cell {
  readonly column: number
  readonly columns: number
  readonly text: string
  readonly style: string
}

/** What stands on the screen of a terminal, down to its last line that is not empty. */
export function screenSvg(terminal: Terminal, title: string): string {
  const lines = linesOf(terminal)
  const width = terminal.cols * CELL.width + 2 * FRAME
  const height = lines.length * CELL.height + 2 * FRAME
  const family = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${rounded(width)} ${height}" width="${rounded(width)}" height="${height}" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="${family}" font-size="${FONT_SIZE}" fill="${FOREGROUND}">
${lines.flatMap(lineSvg).join('\n')}
</g>
</svg>
`
}

function linesOf(terminal: Terminal): IBufferLine[] {
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)!)
  return lines.slice(0, lines.findLastIndex(line => line.translateToString(true).trim() !== '') + 1)
}

function lineSvg(line: IBufferLine, row: number): string[] {
  return runsOf(cellsOf(line)).map(run => runSvg(run, row))
}

function cellsOf(line: IBufferLine): Cell[] {
  const cells: Cell[] = []
  for (let column = 0; column < line.length; column++) {
    const cell = line.getCell(column)!
    if (cell.getWidth() === 0) continue
    cells.push({ column, columns: cell.getWidth(), text: cell.getChars() || ' ', style: styleOf(cell) })
  }
  return cells
}

function styleOf(cell: IBufferCell): string {
  const fill = cell.isFgPalette() ? ` fill="${PALETTE[cell.getFgColor()] ?? FOREGROUND}"` : ''
  return `${fill}${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}`
}

/** Words: neighbours of one style and kind, without the blanks between them. */
function runsOf(cells: readonly Cell[]): Cell[] {
  const runs: Cell[] = []
  for (const cell of cells.filter(({ text }) => text !== ' ')) {
    const last = runs.at(-1)
    if (last && continues(last, cell))
      runs[runs.length - 1] = { ...last, text: last.text + cell.text, columns: last.columns + cell.columns }
    else runs.push(cell)
  }
  return runs
}

function continues(run: Cell, cell: Cell): boolean {
  const kind = kindOf(cell.text)
  const isNext = run.column + run.columns === cell.column
  return isNext && run.style === cell.style && kind === kindOf(run.text) && kind !== 'other'
}

/** Only Latin letters are surely as wide as a cell in every font, and only drawn lines meet in every one. */
function kindOf(text: string): 'latin' | 'line' | 'block' | 'other' {
  if (/^[\x21-\x7e\xa1-\u024f]+$/.test(text)) return 'latin'
  if (/^[│─┼]+$/.test(text)) return 'line'
  return /^[█-▏]+$/.test(text) ? 'block' : 'other'
}

function runSvg(run: Cell, row: number): string {
  const kind = kindOf(run.text)
  const left = FRAME + run.column * CELL.width
  const top = FRAME + row * CELL.height
  if (kind === 'line') return `<path${strokeOf(run.style)} d="${linePath(run.text, left, top)}"/>`
  if (kind === 'block')
    return `<rect x="${rounded(left)}" y="${top + 2}" width="${rounded(blockWidth(run.text))}" height="${CELL.height - 4}"${run.style}/>`
  const length = rounded(run.columns * CELL.width)
  return `<text x="${rounded(left)}" y="${top + 14}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${run.style}>${escaped(run.text)}</text>`
}

function strokeOf(style: string): string {
  return ` stroke="${/fill="(.*?)"/.exec(style)?.[1] ?? FOREGROUND}"${style.replace(/ fill=".*?"/, '')}`
}

function linePath(text: string, left: number, top: number): string {
  const middle = top + CELL.height / 2
  const parts = [...text].map((character, index) => {
    const x = left + index * CELL.width
    const across = `M${rounded(x)} ${middle}h${CELL.width}`
    const down = `M${rounded(x + CELL.width / 2)} ${top}v${CELL.height}`
    return `${character === '│' ? '' : across}${character === '─' ? '' : down}`
  })
  return parts.join('')
}

/** U+2588 is a whole cell, each one behind it an eighth less, down to U+258F. */
function blockWidth(text: string): number {
  const eighths = [...text].map(block => EIGHTH_BLOCK + 1 - block.codePointAt(0)!)
  return (eighths.reduce((sum, count) => sum + count, 0) / (EIGHTH_BLOCK + 1 - FULL_BLOCK)) * CELL.width
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10
}
