import { systemTables } from '../../schema/index.ts'
import { isTempName } from '../catalog/resolve.ts'
import { isWord } from '../sql/lexer.ts'
import type { Statement } from '../sql/statement.ts'
import { writeTarget } from '../sql/write/read-write.ts'
import type { Parameters } from '../util/value.ts'
import { startCache } from './cache-run.ts'
import { effectRun } from './effect-run.ts'
import { startResetCache } from './reset-cache-run.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { startCreateTable, startDropTable } from './temp-table-run.ts'
import { startTempWrite } from './temp-write-run.ts'

type Start = (params: Parameters) => Promise<StatementRun>

/** How a statement starts that changes something of this connection's own and gives no rows; null for all others. */
export function effectOf(statement: Statement, context: RunContext): Start | null {
  const { command, kind, tokens } = statement
  if (kind === 'write') {
    return writesTemp(statement, context) ? params => startTempWrite(statement, params, context) : null
  }
  if (command === 'CREATE' && isWord(tokens[1], 'TABLE', 'TEMP', 'TEMPORARY'))
    return params => startCreateTable(statement, params, context)
  if (command === 'DROP' && isWord(tokens[1], 'TABLE')) return () => startDropTable(statement, context)
  if (command === 'RESET') return async () => startResetCache(statement, context)
  if (command === 'CACHE') return params => startCache(statement, params, context)
  if (!['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK'].includes(command)) return null
  return async () =>
    effectRun(command, async () => {
      context.notify(context.resources.transaction.run(statement))
      return 0
    })
}

function writesTemp(statement: Statement, { resources }: RunContext): boolean {
  const path = writeTarget(statement)
  if (!path) return false
  if (resources.temps.find(path)) return true
  const [name] = path
  return path.length === 1 && isTempName(name!) && !isDeclared(name!)
}

/** LastResultInfo#TEMP is called like a temporary table, and nobody writes it. */
function isDeclared(name: string): boolean {
  return systemTables.some(table => table.name.toLowerCase() === name.toLowerCase())
}
