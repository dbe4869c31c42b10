import { createWriter, type FormatName } from '../../src/format/create-writer.ts'
import type { ArrayRow, WriterOptions } from '../../src/format/row-writer.ts'
import type { ColumnType, ResultColumn } from '../../src/util/value.ts'

export function columns(...specs: readonly (string | readonly [string, ColumnType])[]): ResultColumn[] {
  return specs.map(spec =>
    typeof spec === 'string'
      ? { name: spec, type: null, table: null }
      : { name: spec[0], type: spec[1], table: null },
  )
}

export interface Written {
  readonly format: FormatName
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly ArrayRow[]
  readonly options?: WriterOptions
  readonly ends?: 'end' | 'abort'
}

/** The text of a whole result, its rows in two batches. */
export async function written(result: Written): Promise<string> {
  let text = ''
  const sink = {
    write: async (piece: string) => {
      text += piece
    },
  }
  const writer = createWriter(result.format, sink, result.options ?? { terminal: false })
  const half = Math.ceil(result.rows.length / 2)
  await writer.begin(result.columns)
  await writer.rows(result.rows.slice(0, half))
  await writer.rows(result.rows.slice(half))
  await writer[result.ends ?? 'end']()
  return text
}
