import { homedir } from 'node:os'
import { completeFile } from '../complete/complete-command.ts'
import { escapeForTerminal, isGmailSqlError } from '../door.ts'
import type { ShellIo } from '../io.ts'
import { findKeyFiles, type KeyFile, readKeyFile } from './key-files.ts'
import type { Questions } from './questions.ts'

/** Offers what lies at hand, or takes a path, until a file is what it should be. @throws CANCELLED */
export async function askKeyFile<Kind extends KeyFile['kind']>(
  kind: Kind,
  questions: Questions,
  io: ShellIo,
): Promise<KeyFile & { kind: Kind }> {
  for (;;) {
    const found = findKeyFiles(kind, io.env)
    for (const [index, file] of found.entries())
      questions.say(`  ${index + 1}  ${escapeForTerminal(textOf(file))}\n`)
    const prompt =
      found.length === 0 ? 'Path of the JSON file: ' : 'Number of the file, or the path of another one [1]: '
    const typed = await questions.ask({ prompt, complete: completeFile })
    const chosen = found[Number(typed || '1') - 1]
    try {
      const file = chosen ?? readKeyFile(pathOf(typed, io), kind)
      return file as KeyFile & { kind: Kind }
    } catch (error) {
      if (!isGmailSqlError(error)) throw error
      questions.say(`  ${escapeForTerminal(error.message)}\n  → ${error.hint ?? ''}\n`)
    }
  }
}

function textOf(file: KeyFile): string {
  return `${file.path} (${file.kind === 'client' ? file.clientId : file.email})`
}

/** As it is typed or dragged into a terminal. */
function pathOf(typed: string, io: ShellIo): string {
  const bare = typed.replace(/^(['"])(.*)\1$/, '$2')
  return bare.replace(/^~(?=\/|$)/, io.env['HOME'] || homedir())
}
