import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GmailSqlError } from './door.ts'
import type { ShellIo } from './io.ts'

/** Opens a text in the user's editor and answers it as it was left; the file is readable by the user only. */
export async function editText(env: ShellIo['env'], text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gmailsql-'))
  const path = join(directory, 'statement.sql')
  try {
    await writeFile(path, text, { mode: 0o600 })
    await runEditor(env['VISUAL'] || env['EDITOR'] || (process.platform === 'win32' ? 'notepad' : 'vi'), path)
    return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n').trimEnd()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** $EDITOR may have arguments, so a shell reads it; the path is one that was made here. */
async function runEditor(editor: string, path: string): Promise<void> {
  const program = spawn(`${editor} "${path}"`, { shell: true, stdio: 'inherit' })
  const [exitCode] = await once(program, 'close')
  if (exitCode === 0) return
  throw new GmailSqlError('BAD_VALUE', `the editor "${editor}" ended with ${exitCode}`, {
    hint: 'Set EDITOR to the command of an editor.',
  })
}
