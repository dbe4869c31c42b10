import type { DatabaseIntrospector, Kysely, SchemaMetadata, TableMetadata } from 'kysely'
import { sql } from 'kysely'

interface ColumnRow {
  readonly SchemaName: string
  readonly TableName: string
  readonly TableType: string
  readonly ColumnName: string
  readonly DataTypeName: string
  readonly IsNullable: number
  readonly Description: string
}

/** Tells Kysely, and what generates types with it, the tables of an account by its own system tables. */
export class MailIntrospector implements DatabaseIntrospector {
  // biome-ignore lint/suspicious/noExplicitAny: as Kysely declares it, which knows no tables here
  readonly #db: Kysely<any>

  // biome-ignore lint/suspicious/noExplicitAny: as above
  constructor(db: Kysely<any>) {
    this.#db = db
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`SELECT SchemaName AS name FROM sys_schemas`.execute(this.#db)
    return rows
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      SELECT c.SchemaName, c.TableName, t.TableType, c.ColumnName, c.DataTypeName, c.IsNullable, c.Description
      FROM sys_tablecolumns c JOIN sys_tables t ON t.SchemaName = c.SchemaName AND t.TableName = c.TableName
      WHERE t.TableType <> 'SYSTEM TABLE' ORDER BY c.SchemaName, c.TableName, c.Ordinal`.execute(this.#db)
    const tables = Map.groupBy(rows, ({ SchemaName, TableName }) => JSON.stringify([SchemaName, TableName]))
    return [...tables.values()].map(tableOf)
  }
}

function tableOf(columns: readonly ColumnRow[]): TableMetadata {
  const { SchemaName, TableName, TableType } = columns[0]!
  return {
    schema: SchemaName,
    name: TableName,
    isView: TableType === 'VIEW',
    isForeign: false,
    columns: columns.map(({ ColumnName, DataTypeName, IsNullable, Description }) => ({
      name: ColumnName,
      dataType: DataTypeName,
      isNullable: IsNullable === 1,
      isAutoIncrementing: false,
      hasDefaultValue: false,
      comment: Description,
    })),
  }
}
