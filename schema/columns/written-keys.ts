import type { ListColumnDefinition } from '../../src/catalog/table.ts'

/** What is told of the rows of the last write. */
export const writtenKeyColumns: readonly ListColumnDefinition[] = [
  { name: 'Id', type: 'TEXT', doc: 'Id of the message in the table that was written; NULL for what failed' },
  { name: 'Batch', type: 'TEXT', doc: 'Which batch of the statement, by BatchSize' },
  { name: 'Operation', type: 'TEXT', doc: 'INSERT, UPDATE or DELETE' },
  { name: 'Message', type: 'TEXT', doc: 'Why it failed, NULL when it did not' },
]
