import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { ScriptSource } from './arguments.ts'
import { GmailSqlError, type Library } from './door.ts'
import type { ScriptStatement } from './report.ts'

export interface Script {
  readonly text: string
  readonly file?: string | undefined
  /** Came by -c, where a command of the prompt may stand too. */
  readonly isCommand: boolean
}

/** The texts to run, in order; none when a prompt is wanted. */
export async function readScripts(
  sources: readonly ScriptSource[],
  stdin: Readable,
  isTTY: boolean,
): Promise<Script[]> {
  if (sources.length === 0 && !isTTY) return [{ text: await readAll(stdin), isCommand: false }]
  const scripts: Script[] = []
  for (const { kind, value } of sources) {
    if (kind === 'command') scripts.push({ text: value, isCommand: true })
    else if (value === '-') scripts.push({ text: await readAll(stdin), isCommand: false })
    else scripts.push({ text: await readScriptFile(value), file: value, isCommand: false })
  }
  return scripts
}

/** The statements of a script; the last one needs no semicolon. */
export function scriptStatements(script: Script, split: Library['splitStatements']): ScriptStatement[] {
  const { statements, rest } = split(script.text)
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

async function readScriptFile(path: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new GmailSqlError('BAD_VALUE', `the file "${path}" of -f cannot be read: ${reason}`, {
      hint: 'Check the name and that you may read the file.',
    })
  }
  return decode(bytes, `"${path}"`)
}

/** Text in another encoding would search for other words than the user meant. */
function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new GmailSqlError('BAD_VALUE', `${name} is not UTF-8 text`, { hint: 'Save it as UTF-8.' })
  }
}
