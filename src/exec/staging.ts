import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { Rows } from '../sqlite/protocol.ts'

const NAME = 'gmailsql_staging'

/** Rows on their way into a table, in the private file of the connection. */
export const STAGING = `own.${NAME}`

/** The name of a column of the staging table, from 0. */
export function place(index: number): string {
  return `c${index + 1}`
}

export interface StagedRows {
  /** So many columns. */
  readonly width: number
  readonly rows: AsyncGenerator<Rows>
  /** Places of which the values make a row: the first of those that are equal is staged. */
  readonly unique?: readonly number[]
  /** Called when more rows are there. */
  readonly onBatch?: () => Promise<void>
}

/** All rows first, then the work over them: what fails or is cancelled before its end has changed nothing elsewhere. */
export async function staged<T>(
  engine: Engine,
  { width, rows, unique = [], onBatch }: StagedRows,
  call: CallOptions,
  work: () => Promise<T>,
): Promise<T> {
  const places = Array.from({ length: width }, (_, index) => place(index))
  const drop = `DROP TABLE IF EXISTS ${STAGING}`
  const index = `CREATE UNIQUE INDEX own.${NAME}_key ON ${NAME} (${unique.map(place).join(', ')})`
  const create = `${drop}; CREATE TABLE ${STAGING} (${places.join(', ')})`
  const or = unique.length > 0 ? ' OR IGNORE' : ''
  const fill = `INSERT${or} INTO ${STAGING} VALUES (${places.map(() => '?').join(', ')})`
  await engine.call([{ op: 'exec', sql: unique.length > 0 ? `${create}; ${index}` : create }], call)
  try {
    for await (const batch of rows) {
      await engine.call([{ op: 'runMany', sql: fill, rows: batch }], call)
      await onBatch?.()
    }
    return await work()
  } finally {
    await engine.call([{ op: 'exec', sql: drop }])
  }
}
