import { jsonObjects } from './json-object.ts'
import type { ArrayRow, TextFormat, WriterOptions } from './row-writer.ts'

/** One object a line. The last line of a result that failed is not JSON, so that no reader takes the end for the end. */
export function jsonlFormat(options: WriterOptions): TextFormat {
  let object: (row: ArrayRow) => string
  return {
    begin(columns) {
      object = jsonObjects(columns, options)
      return ''
    },
    row: row => `${object(row)}\n`,
    end: () => '',
    abort: () => '{"incomplete": "error"\n',
  }
}
