import { runCommandLine } from './command-context.ts'
import type { Library } from './door.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { errorText, type ScriptStatement } from './report.ts'
import { runStatement } from './run-statement.ts'
import type { Script } from './script.ts'
import { scriptStatements } from './script.ts'
import type { Session } from './session.ts'
import { isBrokenPipe } from './sink.ts'

/** Runs the statements in order up to the first error, which it reports; answers the exit code. */
export async function runScripts(
  session: Session,
  scripts: readonly Script[],
  split: Library['splitStatements'],
  signal: AbortSignal,
): Promise<number> {
  let hasQuit = false
  for (const script of scripts) {
    let statement: ScriptStatement | undefined = { text: script.text, file: script.file, line: 1, column: 1 }
    try {
      if (script.isCommand && script.text.trimStart().startsWith('.')) {
        await runCommandLine(session, script.text, signal, () => {
          hasQuit = true
        })
        if (hasQuit) return EXIT.ok
        continue
      }
      for (statement of scriptStatements(script, split)) await runStatement(session, statement, signal)
    } catch (error) {
      if (isBrokenPipe(error)) return EXIT.ok
      await session.messages.write(errorText(error, statement))
      return signal.aborted ? EXIT.cancelled : exitCodeOf(error, 'run')
    }
  }
  return EXIT.ok
}
