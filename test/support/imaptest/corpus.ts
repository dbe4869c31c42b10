import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCorpus } from '../dovecot.ts'

/** imaptest's scripted exchanges, in octets as latin1. */
export interface NamedScript {
  readonly name: string
  readonly text: string
  /** The messages of its mailbox. */
  readonly messages: readonly string[]
}

/** Mailboxes of other scripts, of which the corpus has one copy. */
const SAME_MAILBOX: Readonly<Record<string, string>> = { 'fetch-body-mime': 'fetch-binary-mime' }

/** Empty, and said aloud, when there is no corpus. */
export function readScripts(): NamedScript[] {
  const corpus = findCorpus()
  if (corpus === null) return []
  const directory = join(corpus, 'imaptest/scripts')
  const mailboxes = join(corpus, 'imaptest/src/tests')
  return readdirSync(directory).map(name => {
    const own = join(mailboxes, `${SAME_MAILBOX[name] ?? name}.mbox`)
    const mbox = existsSync(own) ? own : join(mailboxes, 'default.mbox')
    return {
      name,
      text: readFileSync(join(directory, name), 'latin1'),
      messages: splitMbox(readFileSync(mbox, 'latin1')),
    }
  })
}

/** The blank line before the next `From ` belongs to the message, and lines end with CRLF. */
function splitMbox(octets: string): string[] {
  return octets
    .split(/^From .*\n/m)
    .slice(1)
    .map(message => message.replace(/\r?\n/g, '\r\n'))
}
