import { csvFormat, tsvFormat } from './csv.ts'
import { htmlFormat } from './html.ts'
import { insertFormat } from './insert.ts'
import { jsonFormat } from './json.ts'
import { jsonlFormat } from './jsonl.ts'
import { markdownFormat } from './markdown.ts'
import type { RowWriter, TextFormat, TextSink, WriterOptions } from './row-writer.ts'
import { StreamWriter } from './stream-writer.ts'
import { tableFormat } from './table.ts'
import { verticalFormat } from './vertical.ts'

const FORMATS = {
  table: tableFormat,
  vertical: verticalFormat,
  csv: csvFormat,
  tsv: tsvFormat,
  json: jsonFormat,
  jsonl: jsonlFormat,
  markdown: markdownFormat,
  html: htmlFormat,
  insert: insertFormat,
} as const satisfies Record<string, (options: WriterOptions) => TextFormat>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[]

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name)
}

/** A writer for one result; make another for the next. */
export function createWriter(format: FormatName, out: TextSink, options: WriterOptions): RowWriter {
  return new StreamWriter(out, FORMATS[format](options))
}
