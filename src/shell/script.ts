import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { ScriptSource } from './arguments.ts'
import { GmailSqlError, splitStatements } from './door.ts'
import { isCommandLine } from './find-command.ts'
import type { ScriptStatement } from './report.ts'
import { systemReason } from './system-reason.ts'
import { readTerminator } from './terminator.ts'

export interface Script {
  readonly text: string
  readonly file?: string | undefined
}

export type ScriptStep =
  /** `terminator`: the command that it ends with in place of a semicolon. */
  | (ScriptStatement & { readonly kind: 'statement'; readonly terminator?: string })
  | (ScriptStatement & { readonly kind: 'command' })

/** The texts to run, in order; none when a prompt is wanted. */
export async function readScripts(
  sources: readonly ScriptSource[],
  stdin: Readable,
  isTTY: boolean,
): Promise<Script[]> {
  if (sources.length === 0 && !isTTY) return [{ text: await readAll(stdin) }]
  const scripts: Script[] = []
  for (const { kind, value } of sources) {
    if (kind === 'command') scripts.push({ text: value })
    else if (value === '-') scripts.push({ text: await readAll(stdin) })
    else scripts.push(await readScriptFile(value, ' of -f'))
  }
  return scripts
}

/**
 * The statements and commands of a script in order; the last statement needs no semicolon. A command is a line of its own
 * that begins with `.` or `\` where no statement is under way. What ends a statement in place of its semicolon, such as `\gx`, ends
 * its line too.
 */
export function* scriptSteps(script: Script): Generator<ScriptStep, void, undefined> {
  const lines = script.text.split('\n')
  let from = 0
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]!.includes('\\')) {
      const ended = terminatedAt(script, { lines, from, at })
      if (ended) {
        yield* ended
        from = at + 1
        continue
      }
    }
    if (!isCommandLine(lines[at]!)) continue
    const before = { ...script, text: lines.slice(from, at).join('\n') }
    if (!isBlankSql(splitStatements(before.text).rest)) continue
    yield* statementsFrom(before, from)
    const text = lines[at]!.trim()
    yield { kind: 'command', text, file: script.file, line: at + 1, column: 1 }
    from = at + 1
  }
  yield* statementsFrom({ ...script, text: lines.slice(from).join('\n') }, from)
}

interface LineRange {
  readonly lines: readonly string[]
  readonly from: number
  /** Included. */
  readonly at: number
}

/** The statements up to a line that ends the last of them with a command; undefined where it does not. */
function terminatedAt(script: Script, { lines, from, at }: LineRange): ScriptStep[] | undefined {
  const text = lines.slice(from, at + 1).join('\n')
  const { rest } = splitStatements(text)
  const ended = readTerminator(rest)
  if (!ended || isBlankSql(ended.sql)) return undefined
  const behind = rest.length - rest.trimStart().length + ended.sql.length
  const steps = [
    ...statementsFrom({ ...script, text: text.slice(0, text.length - rest.length + behind) }, from),
  ]
  return steps.map((step, index) =>
    index < steps.length - 1 ? step : { ...step, terminator: ended.command },
  )
}

/** @param linesBefore of the script, before its part in `script` */
function* statementsFrom(
  script: Script,
  linesBefore: number,
): Generator<ScriptStep & { readonly kind: 'statement' }, void, undefined> {
  for (const statement of scriptStatements(script)) {
    yield { kind: 'statement', ...statement, line: statement.line + linesBefore }
  }
}

/** The statements of a text without commands; the last one needs no semicolon. */
export function scriptStatements(script: Script): ScriptStatement[] {
  const { statements, rest } = splitStatements(script.text)
  const found = statements.map((piece): ScriptStatement => ({ ...piece, file: script.file }))
  if (!isBlankSql(rest)) found.push(tailStatement(script, rest))
  return found
}

function tailStatement(script: Script, rest: string): ScriptStatement {
  const text = rest.trimStart()
  const before = script.text.slice(0, script.text.length - text.length).split('\n')
  return { text, file: script.file, line: before.length, column: before.at(-1)!.length + 1 }
}

/** Whether the text holds nothing but blanks and closed comments. */
export function isBlankSql(text: string): boolean {
  let at = 0
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++
    if (at >= text.length) return true
    if (text.startsWith('--', at)) at = endOf(text, '\n', at)
    else if (text.startsWith('/*', at) && text.includes('*/', at + 2)) at = endOf(text, '*/', at + 2)
    else return false
  }
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found + mark.length
}

async function readAll(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  return decode(Buffer.concat(chunks), 'standard input')
}

/** @param of who named the file, for the error: ` of -f` */
export async function readScriptFile(path: string, of = ''): Promise<Script> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new GmailSqlError('BAD_VALUE', `the file "${path}"${of} cannot be read: ${systemReason(error)}`, {
      hint: 'Check the name and that you may read the file.',
    })
  }
  return { text: decode(bytes, `"${path}"`), file: path }
}

/** Text in another encoding would search for other words than the user meant. */
function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new GmailSqlError('BAD_VALUE', `${name} is not UTF-8 text`, { hint: 'Save it as UTF-8.' })
  }
}
