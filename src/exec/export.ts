import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  type DirectoryFormat,
  type ExportValues,
  exportFormat,
  type FileFormat,
  isTrue,
} from '../format/export-formats.ts'
import type { RowWriter } from '../format/row-writer.ts'
import type { ExportTarget } from '../sql/export.ts'
import type { Rows } from '../sqlite/protocol.ts'
import { openOutputDirectory } from '../util/output-directory.ts'
import { openOutputFile } from '../util/output-file.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'

/** The one row that a statement with INTO gives. */
export const EXPORT_COLUMNS: readonly ResultColumn[] = [
  { name: 'File', type: 'TEXT', table: null },
  { name: 'Format', type: 'TEXT', table: null },
  { name: 'Rows', type: 'INTEGER', table: null },
  { name: 'Bytes', type: 'INTEGER', table: null },
]

export interface ExportInput {
  readonly target: ExportTarget
  readonly columns: readonly ResultColumn[]
  /** An INTEGER as bigint, a REAL as number. */
  readonly rows: AsyncGenerator<Rows>
}

/** Bytes of a result on their way to where it becomes whole. */
interface Output {
  readonly writer: RowWriter
  readonly target: { finish(): Promise<void>; discard(): Promise<void> }
  bytes(): number
}

/**
 * Writes rows into a file or folder as they come, one batch in memory. It has its name only when it is whole; what fails or is
 * cancelled leaves nothing. Answers the row that tells of it.
 * @throws FILE_EXISTS, FILE_UNSAFE, NOT_SUPPORTED and BAD_VALUE before a row is asked for
 */
export async function exportRows({ target, columns, rows }: ExportInput): Promise<SqlValue[]> {
  const format = exportFormat(target.format, target.options)
  const path = absolute(target.path)
  const output = await ('open' in format
    ? openFile(format, path, target.options)
    : openDirectory(format, path))
  let count = 0
  try {
    await output.writer.begin(columns)
    for await (const batch of rows) {
      count += batch.length
      await output.writer.rows(batch)
    }
    await output.writer.end()
  } catch (error) {
    await output.target.discard()
    throw error
  }
  await output.target.finish()
  return [path, target.format, count, output.bytes()]
}

async function openFile(format: FileFormat, path: string, options: ExportValues): Promise<Output> {
  const file = await openOutputFile(path, {
    replace: isTrue(options, 'overwrite'),
    hint: ';overwrite=true behind the file replaces it',
  })
  let bytes = 0
  const out = {
    async write(data: string | Uint8Array) {
      bytes += Buffer.byteLength(data)
      await file.write(data)
    },
  }
  try {
    return { writer: await format.open(out, options), target: file, bytes: () => bytes }
  } catch (error) {
    await file.discard()
    throw error
  }
}

async function openDirectory(format: DirectoryFormat, path: string): Promise<Output> {
  const directory = await openOutputDirectory(path)
  let bytes = 0
  const out = {
    async write(name: string, data: Uint8Array) {
      bytes += data.byteLength
      await directory.write(name, data)
    },
  }
  return { writer: format.openDirectory(out), target: directory, bytes: () => bytes }
}

/** Against the folder that the process is in; `~` is the user's own. */
function absolute(path: string): string {
  return resolve(/^~(?=[/\\]|$)/.test(path) ? join(homedir(), path.slice(1)) : path)
}
