import type {
  AppendedUid,
  AppendRequest,
  CopiedUids,
  MailWriter,
  MessageUids,
  StoreOutcome,
  StoreRequest,
} from '../../mail/writer.ts'
import type { ImapSource } from '../imap-source.ts'
import type { Session } from '../session.ts'
import { append, appendLimit } from './append.ts'
import { createMailbox, deleteMailbox, renameMailbox } from './mailbox-commands.ts'
import { copy, expunge, move } from './relocate.ts'
import { storeFlags, storeLabels } from './store.ts'

/** What a writer needs of a source. */
export type WritableSource = Pick<ImapSource, 'run' | 'postpone'>

/**
 * Writes on the connection of an {@link ImapSource}, which examines its mailbox again before it reads on. Only here a mailbox is
 * opened with SELECT. A command that has begun is not cancelled: it ends with its answer, or with Timeout.
 */
export class ImapWriter implements MailWriter {
  readonly #source: WritableSource

  constructor(source: WritableSource) {
    this.#source = source
  }

  /** As that of the source. */
  postpone(tried: number, reason: string): boolean {
    return this.#source.postpone(tried, reason)
  }

  async storeFlags(messages: MessageUids, request: StoreRequest): Promise<StoreOutcome> {
    return await this.#run('UID STORE', messages.path, session => storeFlags(session, messages, request))
  }

  async storeLabels(messages: MessageUids, request: StoreRequest): Promise<StoreOutcome> {
    return await this.#run('UID STORE', messages.path, session => storeLabels(session, messages, request))
  }

  async move(messages: MessageUids, destination: string): Promise<CopiedUids | null> {
    return await this.#run('UID MOVE', messages.path, session => move(session, messages, destination))
  }

  async copy(messages: MessageUids, destination: string): Promise<CopiedUids | null> {
    return await this.#run('UID COPY', messages.path, session => copy(session, messages, destination))
  }

  async expunge(messages: MessageUids): Promise<void> {
    await this.#run('UID EXPUNGE', messages.path, session => expunge(session, messages))
  }

  async append(request: AppendRequest): Promise<AppendedUid | null> {
    return await this.#run('APPEND', request.path, session => append(session, request))
  }

  async appendLimit(): Promise<number | null> {
    return await this.#run('APPEND', 'INBOX', async session => appendLimit(session))
  }

  async createMailbox(path: string): Promise<void> {
    await this.#run('CREATE', path, session => createMailbox(session, path))
  }

  async renameMailbox(path: string, newPath: string): Promise<void> {
    await this.#run('RENAME', path, session => renameMailbox(session, path, newPath))
  }

  async deleteMailbox(path: string): Promise<void> {
    await this.#run('DELETE', path, session => deleteMailbox(session, path))
  }

  async #run<T>(command: string, mailbox: string, work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#source.run({ command, mailbox, isFresh: true, work }, undefined)
  }
}
