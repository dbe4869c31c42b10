import type { MessageUids } from '../../mail/writer.ts'
import { failure } from '../errors.ts'
import { openMailbox } from '../examine.ts'
import type { Session } from '../session.ts'

/**
 * Opens the mailbox for writing, unless the session has it open so already, under the UIDVALIDITY that the UIDs belong to.
 * @throws STALE_ID, NOT_WRITABLE, NO_TABLE
 */
export async function selectForWriting(session: Session, { path, uidValidity }: MessageUids): Promise<void> {
  if (session.selected?.path !== path) {
    const { state, isReadOnly } = await openMailbox(session, 'SELECT', path)
    if (isReadOnly) {
      throw failure('NOT_WRITABLE', `The mail server opens ${JSON.stringify(path)} for reading only.`, {
        hint: 'The mailbox may be shared by somebody who allows no more.',
      })
    }
    session.selected = { path, uidValidity: state.uidValidity }
  }
  if (session.selected.uidValidity === uidValidity) return
  const now = session.selected.uidValidity
  throw failure(
    'STALE_ID',
    `The ids of ${JSON.stringify(path)} are of UIDVALIDITY ${now} now, not ${uidValidity}.`,
    { hint: 'Nothing was changed. Run the statement again; MsgId stays the same.' },
  )
}
