import { connectionsFile, namedConnections } from '../config-files.ts'
import { escapeForTerminal, isGmailSqlError, type SavedConnections } from '../door.ts'
import { noticeText } from '../report.ts'
import { connectionText } from './connection-text.ts'
import type { Trial } from './try-attempt.ts'
import type { Pairs } from './ways.ts'

/** Words that the shell takes for something else. */
const SUBCOMMANDS = ['login', 'connections', 'doctor', 'sync', 'report'] as const

export interface Saving extends Trial {
  readonly connection: Pairs
  /** Where the tokens are, until they are saved along. */
  readonly place: string
  readonly user: string
}

/** Asks for a name, and saves the connection under it; all of it or nothing. @throws CANCELLED */
export async function saveAttempt(saving: Saving): Promise<void> {
  const { library, questions, connection, place } = saving
  const onNotice = (notice: { readonly message: string }) => questions.say(noticeText(notice))
  const saved = await library.openSavedConnections({ onNotice })
  try {
    for (;;) {
      const name = await askName(saved, saving)
      const { Secret } = library
      try {
        await saved.save(name, new Secret(connectionText(connection)), place)
      } catch (error) {
        if (!isGmailSqlError(error) || error.code !== 'BAD_VALUE') throw error
        questions.say(`  ${escapeForTerminal(error.message)}\n  → ${error.hint ?? ''}\n`)
        continue
      }
      questions.say(savedText(name, saved))
      return
    }
  } finally {
    await saved.close()
  }
}

async function askName(saved: SavedConnections, { questions, io, user }: Saving): Promise<string> {
  const proposal = user.split('@', 1)[0]!.replace(/[^\p{L}\p{N}_.-]/gu, '-')
  questions.say('\n')
  for (;;) {
    const name = await questions.ask({ prompt: 'Name to save it under: ', initial: proposal })
    const isWritten = namedConnections(io.env).has(name)
    if (isWritten) questions.say(`  ${name} is a name in ${connectionsFile(io.env)}; take another.\n`)
    else if (isSubcommand(name)) questions.say(`  gmailsql ${name} is something else; take another.\n`)
    else if (!(await saved.find(name))) return name
    else if ((await questions.choose(`  ${name} is there already. Replace it? [y/N] `, ['n', 'y'])) === 'y')
      return name
  }
}

function isSubcommand(name: string): boolean {
  return SUBCOMMANDS.some(word => word === name)
}

function savedText(name: string, { location, protection }: SavedConnections): string {
  const file = `${escapeForTerminal(location)}, encrypted; the key is in: ${protection}`
  return `
Saved as ${name} in ${file}

  gmailsql ${name}
  gmailsql ${name} -c "SELECT Subject FROM Inbox LIMIT 5"
  gmailsql doctor ${name}
`
}
