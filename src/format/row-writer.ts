import type { ResultColumn, SqlValue } from '../util/value.ts'

export type ArrayRow = readonly SqlValue[]

/** Where the text goes. A promise holds the writer back until the text has been taken. */
export interface TextSink {
  write(text: string): void | Promise<void>
}

/** Where a file's bytes go. */
export interface ByteSink {
  write(data: string | Uint8Array): Promise<void>
}

/** Where files go that together are one result. */
export interface FileSink {
  /** `name` is one that every file system takes, and new. */
  write(name: string, data: Uint8Array): Promise<void>
}

export interface WriterOptions {
  /** The text goes to a terminal: every value and column name is escaped, see `escapeForTerminal`. */
  readonly terminal: boolean
  /** Columns of the screen: table cells are cut and vertical ones wrapped to fit. Without it nothing is cut. */
  readonly width?: number | undefined
  /** SGR codes for the head and for NULL. */
  readonly color?: boolean | undefined
  /** Layouts only: rows of the whole result, where not all are written; asked at the end. Default: those written. */
  readonly total?: (() => number) | undefined
  /** table only: the widths come from so many rows, and none is written before; default 100. */
  readonly sampleRows?: number | undefined
  /** Lines and marks of the layout in ASCII, for a terminal that is not UTF-8. */
  readonly ascii?: boolean | undefined
  /** Layouts and csv: stands for NULL; default `<null>`, in csv nothing. */
  readonly nullText?: string | undefined
  /** csv only: text that a spreadsheet would take for a formula gets a leading `'`. */
  readonly csvSafe?: boolean | undefined
  /** csv only: where it is not RFC 4180 with a header line. */
  readonly csv?: CsvOptions | undefined
  /** insert only: the table that the statements fill; default `result`. */
  readonly table?: string | undefined
}

export interface CsvOptions {
  /** Between fields; default a comma. */
  readonly delimiter?: string | undefined
  /** Around a field that needs it; default `"`. */
  readonly quote?: string | undefined
  /** Default true. */
  readonly header?: boolean | undefined
  /** Default CRLF. */
  readonly lineEnd?: string | undefined
  /** A byte order mark, without which some spreadsheets do not read UTF-8. */
  readonly bom?: boolean | undefined
}

/**
 * Writes one result: `begin`, any number of `rows`, then `end`, or `abort` when the statement failed after `begin`.
 * After `abort` the output cannot be taken for a whole result: a JSON array stays open, the others carry a mark.
 */
export interface RowWriter {
  begin(columns: readonly ResultColumn[]): Promise<void>
  rows(batch: readonly ArrayRow[]): Promise<void>
  end(): Promise<void>
  abort(): Promise<void>
}

/** What a format adds to the text at each step; the stream around it is the same for all. */
export interface TextFormat {
  begin(columns: readonly ResultColumn[]): string
  row(row: ArrayRow): string
  end(): string
  abort(): string
}

/** The mark of formats for people. */
export const INCOMPLETE = '-- incomplete: error\n'
