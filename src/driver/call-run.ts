import { procedures } from '../../schema/index.ts'
import { findProcedure, type ProcedurePort, readInputs } from '../exec/call.ts'
import { type ProcedureCall, readBoundCall, readCall } from '../sql/call.ts'
import type { Statement } from '../sql/statement.ts'
import type { Rows } from '../sqlite/protocol.ts'
import type { Parameters, ResultColumn, SqlValue } from '../util/value.ts'
import { mailProcedures } from './mail-procedures.ts'
import { oauthProcedures } from './oauth-procedures.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { sendingProcedures } from './sending-procedures.ts'
import { writeProcedures } from './write/write-procedures.ts'
import { refuseWrites } from './writer.ts'

/** A call as a statement: EXEC, EXECUTE, CALL, {call …}. */
export function startCall(statement: Statement, given: Parameters, context: RunContext): StatementRun {
  return startNamedCall(readBoundCall(statement, given), context)
}

/** The columns of what a call answers, whatever values it is given. */
export function callColumns(statement: Statement): ResultColumn[] {
  const { procedure } = readCall(statement, () => null)
  return findProcedure(procedure, procedures).results.map(column)
}

function column({ name, type }: Pick<ResultColumn, 'name' | 'type'>): ResultColumn {
  return { name, type, table: null }
}

/** A call by name, as `db.call` makes it. */
export function startNamedCall(call: ProcedureCall, context: RunContext): StatementRun {
  const procedure = findProcedure(call.procedure, procedures)
  const inputs = readInputs(procedure, call)
  for (const { name, secret } of procedure.inputs) {
    const value = secret ? inputs.get(name) : undefined
    if (typeof value === 'string') context.resources.secrets.add(value)
  }
  if (procedure.isWrite) refuseWrites(context.resources.parsed.values)
  const columns = procedure.results.map(column)
  const port: ProcedurePort = {
    ...oauthProcedures(() => context.resources.oauth.account()),
    ...mailProcedures(context),
    ...sendingProcedures(context),
    ...writeProcedures(context),
  }
  return { command: 'CALL', columns, rows: rowsOf(() => port[procedure.name]!(inputs, context.signal)) }
}

async function* rowsOf(run: () => Promise<readonly (readonly SqlValue[])[]>): AsyncGenerator<Rows> {
  yield (await run()).map(row => [...row])
}
