import { isBranchCommand } from './branches.ts'
import type { CommandContext } from './command.ts'
import { COMMANDS } from './commands/all.ts'
import { GmailSqlError } from './door.ts'
import { findCommand, splitCommandLine } from './find-command.ts'
import { pagerOf } from './result/write-result.ts'
import { runStatement } from './run-statement.ts'
import { readScriptFile, type Script } from './script.ts'
import type { Session } from './session.ts'

const DEEPEST_READ = 16

type RunScript = (session: Session, script: Script, signal: AbortSignal) => Promise<void>

/** Runs `.name argument`, unless a branch that is not taken skips it; `runScript` is what `.read` runs files with. */
export async function runCommandLine(
  session: Session,
  line: string,
  signal: AbortSignal,
  runScript: RunScript,
): Promise<void> {
  const { name, argument } = splitCommandLine(line)
  if (!session.branches.isTaken && !isBranchCommand(name)) return
  const context: CommandContext = {
    session,
    commands: COMMANDS,
    signal,
    spelling: name === '\\G' ? name : name.toLowerCase(),
    print: async text => session.route.sink.write(text),
    page: text => page(session, text),
    runSql: (text, parameters) => runStatement(session, { text, parameters }, signal),
    async runFile(path) {
      if (session.depth >= DEEPEST_READ) throw tooDeep(path)
      const script = await readScriptFile(path)
      session.depth++
      try {
        await runScript(session, script, signal)
      } finally {
        session.depth--
      }
    },
  }
  await findCommand(COMMANDS, name).run(context, argument)
}

async function page(session: Session, text: string): Promise<void> {
  const pager = pagerOf(session)
  try {
    await (pager ?? session.route.sink).write(text)
  } finally {
    await pager?.end()
  }
}

function tooDeep(path: string): GmailSqlError {
  return new GmailSqlError('TOO_COMPLEX', `"${path}" is read inside of ${DEEPEST_READ} other files`, {
    hint: 'A file that reads itself never ends.',
  })
}
