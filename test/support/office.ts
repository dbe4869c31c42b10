import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const SOFFICE = process.env['SOFFICE'] ?? '/usr/bin/soffice'
export const hasOffice = existsSync(SOFFICE)
if (!hasOffice)
  console.warn(`\n*** SKIPPED: there is no LibreOffice at ${SOFFICE}; name it in SOFFICE. ***\n`)

const CSV = 'Text - txt - csv (StarCalc)'
/** Comma, double quote, UTF-8, from the first line on. */
const PLAIN = '44,34,76,1'
/** As it is shown in the sheet, texts in quotes and nothing else. */
const WRITTEN = `${PLAIN},,0,true,true,false`

export interface OfficeTask {
  readonly files: readonly string[]
  /** An empty folder for the profile and what is written. */
  readonly folder: string
  /** CSV of so many columns or fewer: all of them are opened as text, which is what its dialog offers. */
  readonly textColumns?: number
}

/** A field as the spreadsheet has it: texts are told from numbers, dates and truth, an empty cell is null. */
export type SheetField = { readonly text: string } | { readonly shown: string } | null

/** Opens files in LibreOffice Calc, which takes seconds to start, and answers the rows of the sheet of each. */
export async function readByOffice({
  files,
  folder,
  textColumns = 0,
}: OfficeTask): Promise<SheetField[][][]> {
  const formats = Array.from({ length: textColumns }, (_, index) => `${index + 1}/2`).join('/')
  const asText = textColumns > 0 ? [`--infilter=${CSV}:${PLAIN},${formats}`] : []
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`
  const out = join(folder, `read-${textColumns}`)
  const convert = ['--convert-to', `csv:${CSV}:${WRITTEN}`, '--outdir', out, ...files]
  await promisify(execFile)(SOFFICE, [profile, '--headless', ...asText, ...convert])
  return files.map(file => fieldsOf(readFileSync(join(out, `${basename(file, extname(file))}.csv`), 'utf8')))
}

function fieldsOf(csv: string): SheetField[][] {
  const rows: SheetField[][] = []
  let row: SheetField[] = []
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    if (quoted !== undefined) row.push({ text: quoted.replaceAll('""', '"') })
    else row.push(plain ? { shown: plain } : null)
    if (end !== '\n') continue
    rows.push(row)
    row = []
  }
  return rows
}
