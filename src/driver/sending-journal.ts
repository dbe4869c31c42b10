import type { ProcedureInputs } from '../exec/call.ts'
import type { WireChange } from '../exec/write/wire-changes.ts'
import type { Mail, Sent } from '../smtp/options.ts'
import { isGmailSqlError } from '../util/errors.ts'
import { callOptions } from './prepare-context.ts'
import type { RunContext } from './run-context.ts'
import { beginJournal } from './write/begin-journal.ts'
import { carryOut } from './write/carry-out.ts'

/** What of a call of a sending procedure is kept: which message it is about, and neither texts nor addresses. */
const KEPT_INPUTS: readonly string[] = ['Id', 'Mailbox', 'MsgId', 'UIDValidity', 'Query']

/** What a sending procedure does, each thing in the journal before it goes out; all under one number. */
export class SendingJournal {
  readonly #name: string
  readonly #statement: string
  readonly #context: RunContext
  #number: Promise<number> | undefined

  constructor(name: string, inputs: ProcedureInputs, context: RunContext) {
    const kept = [...inputs].filter(([input]) => KEPT_INPUTS.includes(input))
    const given = kept.map(([input, value]) => `@${input} = '${String(value).replaceAll("'", "''")}'`)
    this.#name = name
    this.#statement = `EXEC ${name} ${given.join(', ')}`.trim()
    this.#context = context
  }

  /**
   * Sends a message by `work`.
   * @throws what `work` throws; OUTCOME_UNKNOWN names the journal
   */
  async send({ messageId, to }: Mail, work: () => Promise<Sent>): Promise<Sent> {
    const { resources, notify } = this.#context
    const change = { kind: 'send', messageId, recipients: to.length }
    const entry = { path: '', uidValidity: 0, change, messages: [] }
    const number = await this.#begun()
    let sent: Sent | undefined
    const sending = async () => (sent = await work())
    try {
      return await resources.journal.record(number, entry, sending, toldOf)
    } catch (error) {
      // An error would make the caller send it again.
      if (sent === undefined || !isGmailSqlError(error)) throw error
      notify({
        code: 'JOURNAL',
        message: `the message was sent, but that is not in the journal: ${error.message}`,
      })
      return sent
    }
  }

  /** Changes mail that the message is about. */
  async change(change: WireChange): Promise<void> {
    const order = { operation: this.#name, statement: this.#statement, changes: [change] }
    await carryOut({ ...order, journal: await this.#begun() }, this.#context)
  }

  #begun(): Promise<number> {
    this.#number ??= this.#begin()
    return this.#number
  }

  async #begin(): Promise<number> {
    await this.#context.resources.store.open(callOptions(this.#context))
    return await beginJournal(this.#name, this.#statement, this.#context)
  }
}

function toldOf({ refused }: Sent): { detail?: string } {
  if (refused.length === 0) return {}
  return { detail: `${refused.length} of the recipients were refused` }
}
