import type { CommandContext } from './command.ts'
import { lastStatement } from './commands/again.ts'
import { mayWrite } from './confirm-write.ts'
import { LastResult } from './result/last-result.ts'
import { bindVariables } from './variables.ts'

/**
 * Runs the last statement without showing its rows, for a command that does something else with them.
 * @returns undefined where the person at the prompt did not let it change mail
 */
export async function collectResult(context: CommandContext): Promise<LastResult | undefined> {
  const { session, signal } = context
  const statement = bindVariables(lastStatement(context), session.variables)
  return await session.link.use(async connection => {
    if (!(await mayWrite(session, connection, statement, signal))) return undefined
    const stream = connection.streamArrays(statement.text, statement.parameters ?? [], { signal })
    const result = new LastResult(await stream.columns())
    for await (const row of stream) result.add(row)
    session.last = result
    return result
  }, signal)
}
