import type { FormatName, WriterOptions } from './door.ts'
import type { ShellIo } from './io.ts'

/** What `.mode` and `.timing` change. */
export interface Settings {
  format: FormatName
  timing: boolean
  readonly csvSafe: boolean
}

/** Looked at for every statement: the window may have been resized. */
export function writerOptions(io: ShellIo, settings: Settings, isToStdout: boolean): WriterOptions {
  const terminal = isToStdout && io.isTTY.stdout
  return {
    terminal,
    width: terminal ? io.columns || 80 : undefined,
    color: terminal && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb',
    ascii: !isUtf8(io.env),
    csvSafe: settings.csvSafe,
  }
}

/** POSIX order. Where nothing is set on Windows or macOS the terminal is UTF-8; elsewhere it is the C locale. */
function isUtf8(env: ShellIo['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  if (!locale) return process.platform === 'win32' || process.platform === 'darwin'
  return /utf-?8/i.test(locale)
}
