import type { CommandContext } from './command.ts'
import { COMMANDS } from './commands/all.ts'
import { findCommand, splitCommandLine } from './find-command.ts'
import { runStatement } from './run-statement.ts'
import type { Session } from './session.ts'

/** Runs `.name argument`; `quit` is called when the command asks to leave. */
export async function runCommandLine(
  session: Session,
  line: string,
  signal: AbortSignal,
  quit: () => void,
): Promise<void> {
  const { name, argument } = splitCommandLine(line)
  const context: CommandContext = {
    settings: session.settings,
    commands: COMMANDS,
    print: async text => session.output.write(text),
    runSql: (text, parameters) => runStatement(session, { text, parameters }, signal),
    quit,
  }
  await findCommand(COMMANDS, name).run(context, argument)
}
