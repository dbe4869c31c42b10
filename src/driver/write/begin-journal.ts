import type { RunContext } from '../run-context.ts'

/** Begins the journal of a statement, of which a ROLLBACK tells from now on, however it ends. Answers its number. */
export async function beginJournal(
  operation: string,
  statement: string,
  { resources }: RunContext,
): Promise<number> {
  const { journal, secrets, transaction } = resources
  const id = await journal.begin(operation, secrets.mask(statement))
  transaction.note(`${operation}, as journal ${id} has it`, id)
  return id
}
