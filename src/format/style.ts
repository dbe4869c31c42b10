import type { WriterOptions } from './row-writer.ts'

/** How the two layouts for people look on this output. */
export interface Style {
  readonly horizontal: string
  readonly vertical: string
  readonly cross: string
  /** Stands where text was cut. */
  readonly cut: string
  bold(text: string): string
  dim(text: string): string
}

export function styleOf(options: WriterOptions): Style {
  const sgr = (code: number) => (text: string) => (options.color ? `\x1b[${code}m${text}\x1b[0m` : text)
  const lines = options.ascii
    ? { horizontal: '-', vertical: '|', cross: '+', cut: '...' }
    : { horizontal: '─', vertical: '│', cross: '┼', cut: '…' }
  return { ...lines, bold: sgr(1), dim: sgr(2) }
}
