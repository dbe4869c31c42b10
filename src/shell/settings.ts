import type { FormatName, WriterOptions } from './door.ts'
import type { ShellIo } from './io.ts'

/** What the commands of the prompt change. */
export interface Settings {
  format: FormatName
  /** Where a table would be written, one line a value. */
  expanded: boolean
  /** The line of column names in csv and tsv. */
  headers: boolean
  /** Stands for NULL in tables, csv and tsv. */
  nullText: string | undefined
  timing: boolean
  /** The prompt asks before mail is changed. */
  confirm: boolean
  /** Rows of a table that are shown at the prompt; auto: what the screen holds. */
  maxRows: number | 'auto' | 'off'
  /** What is longer than the screen of the prompt goes through $PAGER. */
  pager: boolean
  /** A name of THEMES. */
  theme: string
  /** With what `.prompt` puts in place of %u. */
  prompt: string
  /** Scripts end at the first error. */
  bail: boolean
  /** Nothing but results and errors. */
  readonly quiet: boolean
  readonly csvSafe: boolean
}

/** The format that `.mode` and `.expanded` together mean. */
export function formatOf({ format, expanded }: Settings): FormatName {
  return expanded && format === 'table' ? 'vertical' : format
}

/** Looked at for every statement: the window may have been resized. */
export function writerOptions(
  io: ShellIo,
  settings: Pick<Settings, 'csvSafe' | 'headers'> & Partial<Pick<Settings, 'nullText'>>,
  isToStdout: boolean,
): WriterOptions {
  const terminal = isToStdout && io.isTTY.stdout
  return {
    terminal,
    width: terminal ? io.columns || 80 : undefined,
    color: terminal && hasColor(io.env),
    ascii: !isUtf8(io.env),
    nullText: settings.nullText,
    csvSafe: settings.csvSafe,
    csv: { header: settings.headers },
  }
}

/** https://no-color.org */
export function hasColor(env: ShellIo['env']): boolean {
  return !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** POSIX order. Where nothing is set on Windows or macOS the terminal is UTF-8; elsewhere it is the C locale. */
export function isUtf8(env: ShellIo['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  if (!locale) return process.platform === 'win32' || process.platform === 'darwin'
  return /utf-?8/i.test(locale)
}
