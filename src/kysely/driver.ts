import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import type { Connection, Lease, ParameterValue, Pool, StatementOptions } from '../index.ts'

/** Runs what Kysely compiled on connections of a pool. */
export class PoolDriver implements Driver {
  readonly #pool: Pool
  readonly #leases = new WeakMap<DatabaseConnection, Lease>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(options: StatementOptions = {}): Promise<DatabaseConnection> {
    const lease = await this.#pool.acquire(options)
    const connection = new PoolConnection(lease.connection)
    this.#leases.set(connection, lease)
    return connection
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#leases.get(connection)?.release()
  }

  // Mail has no transactions: BEGIN and COMMIT say so in a notice, and ROLLBACK fails once something was written.
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
  }

  async destroy(): Promise<void> {
    await this.#pool.close()
  }
}

const WRITES: readonly string[] = ['INSERT', 'UPDATE', 'DELETE']

class PoolConnection implements DatabaseConnection {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async executeQuery<R>(
    { sql, parameters }: CompiledQuery,
    options: StatementOptions = {},
  ): Promise<QueryResult<R>> {
    const { rows, rowCount, command } = await this.#connection.query<R>(sql, valuesOf(parameters), {
      signal: options.signal,
    })
    return WRITES.includes(command) ? { rows, numAffectedRows: BigInt(rowCount) } : { rows }
  }

  async *streamQuery<R>(
    { sql, parameters }: CompiledQuery,
    chunkSize: number,
    options: StatementOptions = {},
  ): AsyncIterableIterator<QueryResult<R>> {
    let rows: R[] = []
    const { signal } = options
    for await (const row of this.#connection.stream<R>(sql, valuesOf(parameters), { signal })) {
      rows.push(row)
      if (rows.length < chunkSize) continue
      yield { rows }
      rows = []
    }
    if (rows.length > 0) yield { rows }
  }
}

/** What cannot be bound is refused by the connection, with its place in the list. */
function valuesOf(parameters: readonly unknown[]): readonly ParameterValue[] {
  return parameters as readonly ParameterValue[]
}
