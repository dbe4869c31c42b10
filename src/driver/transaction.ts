import type { Statement } from '../sql/statement.ts'
import { TokenReader } from '../sql/token-reader.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'

/** What was written since BEGIN. Nothing can be taken back: a mail server has no transactions. */
export class Transaction {
  #writes = new Map<number | symbol, string>()
  #isOpen = false

  /**
   * @param what for people: `INSERT into t#TEMP: 3 rows`
   * @param journal number in sys_journal; what is noted later of the same is said instead
   */
  note(what: string, journal?: number): void {
    if (this.#isOpen) this.#writes.set(journal ?? Symbol('no journal'), what)
  }

  /** BEGIN, COMMIT, END, ROLLBACK. @throws NOT_SUPPORTED for ROLLBACK after a write, telling what was written. */
  run(statement: Statement): Notice {
    const word = readTransaction(statement)
    const writes = [...this.#writes.values()]
    this.#writes.clear()
    this.#isOpen = word === 'BEGIN'
    if (word === 'ROLLBACK' && writes.length > 0) {
      throw new GmailSqlError(
        'NOT_SUPPORTED',
        `ROLLBACK takes nothing back; done since BEGIN: ${writes.join('; ')}`,
        {
          hint: 'There are no transactions. EXEC Undo takes back what was done to mail, statements of your own the rest.',
        },
      )
    }
    return { code: 'NO_TRANSACTION', message: `${word} has no effect: each statement is done when it ends` }
  }
}

function readTransaction(statement: Statement): string {
  const reader = new TokenReader(statement)
  const verb = reader.expectWord('BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK').value
  if (verb === 'START') reader.expectWord('TRANSACTION')
  else {
    for (const word of ['DEFERRED', 'IMMEDIATE', 'EXCLUSIVE']) reader.takeWords(word)
    for (const word of ['TRANSACTION', 'TRAN', 'WORK']) reader.takeWords(word)
  }
  if (reader.isWord('TO'))
    throw reader.refused(
      'ROLLBACK TO is not done: there are no savepoints',
      'Each statement is done when it ends.',
    )
  reader.expectEnd()
  return verb === 'START' ? 'BEGIN' : verb === 'END' ? 'COMMIT' : verb
}
