import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import { createWriter, type FormatName } from './create-writer.ts'
import { EmlFiles } from './eml.ts'
import { MboxMessages } from './mbox.ts'
import { loadParquet, ParquetRows } from './parquet.ts'
import type { ByteSink, CsvOptions, FileSink, RowWriter, TextSink } from './row-writer.ts'
import { loadXlsx, SheetRows } from './xlsx.ts'

/** An option of the target of INTO, and what may be given. */
export interface ExportOption {
  readonly name: string
  readonly takes:
    | 'true or false'
    | 'a character, or comma, semicolon, tab, pipe, space'
    | 'crlf or lf'
    | 'a name'
  readonly doc: string
}

/** Values as given, checked. */
export type ExportValues = ReadonlyMap<string, string>

interface AnyFormat {
  readonly doc: string
  readonly options: readonly ExportOption[]
}

/** One file. */
export interface FileFormat extends AnyFormat {
  readonly open: (out: ByteSink, values: ExportValues) => Promise<RowWriter>
}

/** A folder with a file a row. */
export interface DirectoryFormat extends AnyFormat {
  readonly openDirectory: (out: FileSink) => RowWriter
}

export type ExportFormat = FileFormat | DirectoryFormat

const OVERWRITE: ExportOption = {
  name: 'overwrite',
  takes: 'true or false',
  doc: 'a file that is there is replaced; default false',
}

const CSV_OPTIONS: readonly ExportOption[] = [
  { name: 'header', takes: 'true or false', doc: 'a line with the names of the columns; default true' },
  {
    name: 'quote',
    takes: 'a character, or comma, semicolon, tab, pipe, space',
    doc: 'around a field that needs it; default `"`',
  },
  { name: 'lineend', takes: 'crlf or lf', doc: 'default crlf' },
  { name: 'bom', takes: 'true or false', doc: 'a byte order mark first; default false' },
  {
    name: 'safe',
    takes: 'true or false',
    doc: "text that a spreadsheet would take for a formula gets a leading `'`; default false",
  },
]

const DELIMITER: ExportOption = {
  name: 'delimiter',
  takes: 'a character, or comma, semicolon, tab, pipe, space',
  doc: 'between fields; default a comma',
}

/** What INTO can write, by the word before `://`. */
export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = {
  csv: text('csv', 'RFC 4180, UTF-8', [DELIMITER, ...CSV_OPTIONS]),
  tsv: text('tsv', 'the same with a TAB between fields', CSV_OPTIONS),
  json: text('json', 'one array of objects', []),
  jsonl: text('jsonl', 'one object a line', []),
  markdown: text('markdown', 'a table for people', []),
  html: text('html', 'a table for people', []),
  insert: text('insert', 'an INSERT statement a row', [
    { name: 'table', takes: 'a name', doc: 'the table that they fill; default `result`' },
  ]),
  parquet: {
    doc: 'columns with their types, compressed',
    options: [OVERWRITE],
    open: async out => new ParquetRows(out, await loadParquet()),
  },
  xlsx: {
    doc: 'a sheet of a spreadsheet',
    options: [{ name: 'sheet', takes: 'a name', doc: 'the name of the sheet; default `Result`' }, OVERWRITE],
    open: async (out, values) => new SheetRows(out, await loadXlsx(), values.get('sheet')),
  },
  mbox: {
    doc: 'the messages themselves, one behind the other',
    options: [OVERWRITE],
    open: async out => new MboxMessages(out),
  },
  eml: {
    doc: 'a new folder, the messages themselves in it, a file each',
    options: [],
    openDirectory: out => new EmlFiles(out),
  },
}

/** @throws NOT_SUPPORTED for a format that there is not; BAD_VALUE for an option or value that it does not take. */
export function exportFormat(name: string, values: ExportValues): ExportFormat {
  const format = Object.hasOwn(EXPORT_FORMATS, name) ? EXPORT_FORMATS[name] : undefined
  if (!format) {
    throw new GmailSqlError('NOT_SUPPORTED', `INTO cannot write ${name}://`, {
      hint: `It writes ${Object.keys(EXPORT_FORMATS).join(', ')}.`,
    })
  }
  for (const [option, value] of values) checkOption(name, format, option, value)
  return format
}

function checkOption(format: string, { options }: ExportFormat, name: string, value: string): void {
  const option = options.find(known => known.name === name)
  if (!option) {
    const names = options.map(known => known.name)
    const near = nearest(name, names)
    throw new GmailSqlError('BAD_VALUE', `${format}:// has no option "${name}"`, {
      hint: near ? `Did you mean ${near}?` : optionsHint(names),
    })
  }
  if (isTaken(option, value)) return
  throw new GmailSqlError('BAD_VALUE', `the option ${name} of ${format}:// does not take "${value}"`, {
    hint: `It takes ${option.takes}.`,
  })
}

function optionsHint(names: readonly string[]): string {
  return names.length === 0 ? 'It has none.' : `Its options are ${names.join(', ')}.`
}

function isTaken({ takes }: ExportOption, value: string): boolean {
  switch (takes) {
    case 'true or false':
      return /^(?:true|false)$/i.test(value)
    case 'crlf or lf':
      return /^(?:cr)?lf$/i.test(value)
    case 'a name':
      return value !== ''
    default:
      return characterOf(value) !== undefined
  }
}

const CHARACTERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  pipe: '|',
  space: ' ',
}

function characterOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const named = CHARACTERS[value.toLowerCase()]
  return named ?? (/^[^\r\n]$/u.test(value) ? value : undefined)
}

export function isTrue(values: ExportValues, name: string, otherwise = false): boolean {
  const value = values.get(name)
  return value === undefined ? otherwise : value.toLowerCase() === 'true'
}

function text(name: FormatName, doc: string, options: readonly ExportOption[]): FileFormat {
  const open = async (out: ByteSink, values: ExportValues): Promise<RowWriter> => {
    const sink: TextSink = { write: part => out.write(part) }
    const csv = csvOptions(values)
    const table = values.get('table')
    return createWriter(name, sink, { terminal: false, csvSafe: isTrue(values, 'safe'), csv, table })
  }
  return { doc, options: [...options, OVERWRITE], open }
}

function csvOptions(values: ExportValues): CsvOptions {
  return {
    delimiter: characterOf(values.get('delimiter')),
    quote: characterOf(values.get('quote')),
    header: isTrue(values, 'header', true),
    lineEnd: values.get('lineend')?.toLowerCase() === 'lf' ? '\n' : '\r\n',
    bom: isTrue(values, 'bom'),
  }
}
