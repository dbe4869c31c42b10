import { Branches, missingEndif } from './branches.ts'
import { runCommandLine } from './command-context.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { errorText, type ScriptStatement } from './report.ts'
import { runStatement } from './run-statement.ts'
import { type Script, type ScriptStep, scriptSteps } from './script.ts'
import { ScriptFailure } from './script-failure.ts'
import type { Session } from './session.ts'
import { isBrokenPipe } from './sink.ts'

/** Runs scripts in order; answers the exit code, that of the first error. */
export async function runScripts(
  session: Session,
  scripts: readonly Script[],
  signal: AbortSignal,
): Promise<number> {
  let exitCode: number = EXIT.ok
  for (const script of scripts) {
    try {
      await runScript(session, script, signal)
    } catch (error) {
      if (isBrokenPipe(error)) return EXIT.ok
      if (!(error instanceof ScriptFailure)) throw error
      exitCode ||= error.exitCode
      if (session.settings.bail || signal.aborted) return exitCode
    }
    if (session.hasQuit) return exitCode
  }
  return exitCode
}

/**
 * Runs the steps of a script up to the first error, or to its end where `.bail` is off, and tells each error.
 * @throws ScriptFailure when a step failed, or an `.if` was not closed
 */
export async function runScript(session: Session, script: Script, signal: AbortSignal): Promise<void> {
  const outer = session.branches
  session.branches = new Branches()
  try {
    await runSteps(session, script, signal)
  } finally {
    session.branches = outer
  }
}

async function runSteps(session: Session, script: Script, signal: AbortSignal): Promise<void> {
  /** Where each `.if` that is open stands. */
  const opened: ScriptStep[] = []
  let failure: ScriptFailure | undefined
  let step: ScriptStep | undefined
  const steps = scriptSteps(script)
  for (;;) {
    try {
      step = steps.next().value ?? undefined
      if (!step || session.hasQuit) break
      await runStep(session, step, signal)
    } catch (error) {
      if (isBrokenPipe(error)) throw error
      const failed = await tell(session, error, step ?? { text: script.text, file: script.file, ...START })
      failure ??= signal.aborted ? new ScriptFailure(EXIT.cancelled) : failed
      if (session.settings.bail || signal.aborted) break
    }
    const { depth } = session.branches
    if (step && depth > opened.length) opened.push(step)
    opened.length = depth
  }
  const open = opened.at(-1)
  if (open && !step && !session.hasQuit) failure ??= await tell(session, missingEndif(), open)
  if (failure) throw failure
}

const START = { line: 1, column: 1 } as const

async function runStep(session: Session, step: ScriptStep, signal: AbortSignal): Promise<void> {
  if (step.kind === 'command') await runCommandLine(session, step.text, signal, runScript)
  else if (session.branches.isTaken) {
    session.lastStatement = step.text
    if (step.terminator === undefined) await runStatement(session, step, signal)
    else await runCommandLine(session, step.terminator, signal, runScript)
  }
}

async function tell(session: Session, error: unknown, statement: ScriptStatement): Promise<ScriptFailure> {
  if (error instanceof ScriptFailure) return error
  await session.messages.write(errorText(error, statement))
  return new ScriptFailure(exitCodeOf(error, 'run'))
}
