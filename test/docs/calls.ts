import { procedures } from '../../schema/index.ts'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { findProcedure, readInputs } from '../../src/exec/call.ts'
import { GmailSqlError } from '../../src/index.ts'
import { readCall } from '../../src/sql/call.ts'
import { readStatement } from '../../src/sql/statement.ts'

/** What is wrong with a call that cannot run over the demo, because it needs an authorization server. */
export function callProblem(statement: string): string | undefined {
  return problemOf(() => {
    const call = readCall(readStatement(statement), () => 'a value')
    readInputs(findProcedure(call.procedure, procedures), call)
  })
}

/** What is wrong with a connection string, or with believing that all of it is used. */
export function connectionProblem(text: string): string | undefined {
  let notices: readonly string[] = []
  const problem = problemOf(() => {
    notices = parseConnection(text, {}).notices.map(({ message }) => message)
  })
  return problem ?? notices[0]
}

function problemOf(work: () => void): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof GmailSqlError) return error.message
    throw error
  }
}
