import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { exportFormat, isTrue } from '../format/export-formats.ts'
import type { ExportTarget } from '../sql/export.ts'
import type { Rows } from '../sqlite/protocol.ts'
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

/**
 * Writes rows into a file as they come, one batch in memory. The file has its name only when it is whole; what fails or is
 * cancelled leaves nothing. Answers the row that tells of it.
 * @throws FILE_EXISTS, FILE_UNSAFE, NOT_SUPPORTED and BAD_VALUE before a row is asked for
 */
export async function exportRows({ target, columns, rows }: ExportInput): Promise<SqlValue[]> {
  const format = exportFormat(target.format, target.options)
  const path = absolute(target.path)
  const file = await openOutputFile(path, {
    replace: isTrue(target.options, 'overwrite'),
    hint: ';overwrite=true behind the file replaces it',
  })
  let count = 0
  let bytes = 0
  try {
    const out = {
      async write(data: string | Uint8Array) {
        bytes += Buffer.byteLength(data)
        await file.write(data)
      },
    }
    const writer = await format.open(out, target.options)
    await writer.begin(columns)
    for await (const batch of rows) {
      count += batch.length
      await writer.rows(batch)
    }
    await writer.end()
  } catch (error) {
    await file.discard()
    throw error
  }
  await file.finish()
  return [path, target.format, count, bytes]
}

/** Against the folder that the process is in; `~` is the user's own. */
function absolute(path: string): string {
  return resolve(/^~(?=[/\\]|$)/.test(path) ? join(homedir(), path.slice(1)) : path)
}
