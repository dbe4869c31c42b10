/** A dialect for Kysely, the query builder that checks queries against types: `gmailsql/kysely`. */
import {
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Generated,
  type Kysely,
  type QueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
} from 'kysely'
import { createPool, type GmailDatabase, type Pool, type PoolOptions } from '../index.ts'
import { PoolDriver } from './driver.ts'
import { MailIntrospector } from './introspector.ts'

/** A table as Kysely checks statements against it: an INSERT need not name what the server gives. */
export type MailTable<R> = { [Column in keyof R]: null extends R[Column] ? R[Column] : Generated<R[Column]> }

/** The tables by name. A label is one as well: `MailDatabase & { Work: MailTable<InboxRow> }`. */
export type MailDatabase = { [Table in keyof GmailDatabase]: MailTable<GmailDatabase[Table]> }

/** A pool of its own, or one that others use as well; `destroy()` of Kysely closes it. */
export type GmailSqlDialectConfig =
  | { readonly pool: Pool }
  | {
      /** As `connect` takes it. */
      readonly connection: string | Readonly<Record<string, unknown>>
      readonly options?: PoolOptions | undefined
    }

/** Queries are those of SQLite, which runs them. */
export class GmailSqlDialect implements Dialect {
  readonly #config: GmailSqlDialectConfig

  constructor(config: GmailSqlDialectConfig) {
    this.#config = config
  }

  createDriver(): Driver {
    const config = this.#config
    return new PoolDriver('pool' in config ? config.pool : createPool(config.connection, config.options))
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler()
  }

  createAdapter(): SqliteAdapter {
    return new MailAdapter()
  }

  // biome-ignore lint/suspicious/noExplicitAny: as Kysely declares it
  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new MailIntrospector(db)
  }
}

class MailAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}
