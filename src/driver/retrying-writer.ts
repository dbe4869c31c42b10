import type {
  AppendedUid,
  AppendRequest,
  CopiedUids,
  MailWriter,
  MessageUids,
  StoreOutcome,
  StoreRequest,
} from '../mail/writer.ts'
import { type LoginHooks, type Paced, Tries } from './tries.ts'

/**
 * A writer that connects again, with a new token where that is what it takes, for what was not begun yet, and waits where the server
 * refuses for now. What was begun and not answered is OUTCOME_UNKNOWN, which is never asked again.
 */
export class RetryingWriter implements MailWriter {
  readonly #tries: Tries<MailWriter & Paced>

  constructor(writer: () => Promise<MailWriter & Paced>, login: LoginHooks) {
    this.#tries = new Tries(writer, login)
  }

  storeFlags(messages: MessageUids, request: StoreRequest): Promise<StoreOutcome> {
    return this.#tries.again({}, writer => writer.storeFlags(messages, request))
  }

  storeLabels(messages: MessageUids, request: StoreRequest): Promise<StoreOutcome> {
    return this.#tries.again({}, writer => writer.storeLabels(messages, request))
  }

  move(messages: MessageUids, destination: string): Promise<CopiedUids | null> {
    return this.#tries.again({}, writer => writer.move(messages, destination))
  }

  copy(messages: MessageUids, destination: string): Promise<CopiedUids | null> {
    return this.#tries.again({}, writer => writer.copy(messages, destination))
  }

  expunge(messages: MessageUids): Promise<void> {
    return this.#tries.again({}, writer => writer.expunge(messages))
  }

  append(request: AppendRequest): Promise<AppendedUid | null> {
    return this.#tries.again({}, writer => writer.append(request))
  }

  appendLimit(): Promise<number | null> {
    return this.#tries.again({}, writer => writer.appendLimit())
  }

  createMailbox(path: string): Promise<void> {
    return this.#tries.again({}, writer => writer.createMailbox(path))
  }

  renameMailbox(path: string, newPath: string): Promise<void> {
    return this.#tries.again({}, writer => writer.renameMailbox(path, newPath))
  }

  deleteMailbox(path: string): Promise<void> {
    return this.#tries.again({}, writer => writer.deleteMailbox(path))
  }
}
