import { canNameMailbox } from '../../mail/mailbox-name.ts'
import { failure } from '../errors.ts'
import { mailboxArgument } from '../mailboxes.ts'
import type { Session } from '../session.ts'
import { shown } from '../wire.ts'
import { sendWrite } from './send.ts'

/** CREATE. */
export async function createMailbox(session: Session, path: string): Promise<void> {
  const attributes = [newName(session, path)]
  await sendWrite(session, { command: 'CREATE', attributes, mailbox: path })
}

/** RENAME. */
export async function renameMailbox(session: Session, path: string, newPath: string): Promise<void> {
  const attributes = [mailboxArgument(session, path), newName(session, newPath)]
  await closed(session)
  await sendWrite(session, { command: 'RENAME', attributes, mailbox: path })
}

/** DELETE. */
export async function deleteMailbox(session: Session, path: string): Promise<void> {
  const attributes = [mailboxArgument(session, path)]
  await closed(session)
  await sendWrite(session, { command: 'DELETE', attributes, mailbox: path })
}

function newName(session: Session, path: string) {
  if (canNameMailbox(path)) return mailboxArgument(session, path)
  throw failure('BAD_VALUE', `${shown(path)} cannot be the name of a mailbox.`, {
    hint: 'A name has at least one letter, and no % or *.',
  })
}

/** Not from under the session: RFC 9051 leaves open what a mailbox is that is selected and gone. */
async function closed(session: Session): Promise<void> {
  if (session.examined === null && session.selected === null) return
  session.examined = null
  session.selected = null
  if (session.has('UNSELECT')) await session.exec('UNSELECT', [])
}
