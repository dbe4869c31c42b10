/** DuckDB's own readers of Parquet and CSV, which are no relatives of what writes here. */
const library = await import('@duckdb/node-api').catch(() => undefined)
export const hasDuckdb = library !== undefined
if (!hasDuckdb) console.warn('\n*** SKIPPED: @duckdb/node-api has nothing for this system. ***\n')

/** The rows of a query; integers and times as text, BLOBs as DuckDB shows them. */
export async function askDuckdb(sql: string): Promise<readonly (readonly unknown[])[]> {
  if (!library) throw new Error('there is no DuckDB')
  const instance = await library.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
