import type { Rows } from '../sqlite/protocol.ts'
import type { Notice } from '../util/notice.ts'

/** Ends the rows at MaxRows, and says so if there were more. */
export async function* limitToMaxRows(
  batches: AsyncGenerator<Rows>,
  maxRows: number,
  notify: (notice: Notice) => void,
): AsyncGenerator<Rows> {
  let left = maxRows
  for await (const rows of batches) {
    if (rows.length > left) {
      if (left > 0) yield rows.slice(0, left)
      notify({ code: 'MAX_ROWS', message: `MaxRows: only the first ${maxRows} rows were given` })
      return
    }
    left -= rows.length
    yield rows
  }
}
