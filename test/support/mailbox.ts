import { onTestFinished } from 'vitest'
import type { AppendedMessage, GmaildOptions } from '../../src/gmaild/index.ts'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from './demo.ts'

export interface Given {
  readonly labels?: readonly string[]
  readonly flags?: readonly string[]
  readonly subject?: string
}

/** A small account of which a test knows every message, and a connection to it. */
export interface SmallAccount {
  readonly demo: Demo
  readonly db: Connection
  /** X-GM-MSGIDs, in the order in which the messages were given. */
  readonly ids: readonly string[]
  /** The n-th message, from 1, as it is now. */
  message(n: number): AppendedMessage | undefined
  /** Names of commands since the last call, with what follows them. */
  sent(): string[]
}

export async function smallAccount(
  given: readonly Given[],
  properties = '',
  options: GmaildOptions = {},
): Promise<SmallAccount> {
  const demo = await startDemo({ messages: 0, ...options })
  onTestFinished(() => demo[Symbol.asyncDispose]())
  const { account } = demo.gmaild
  const ids = given.map(({ labels = ['\\Inbox'], flags = [], subject }, index) =>
    account.append({ raw: `Subject: ${subject ?? index + 1}\r\n\r\nbody ${index + 1}`, labels, flags }),
  )
  const db = await demo.open(properties)
  return {
    demo,
    db,
    ids: ids.map(String),
    message: n => account.message(ids[n - 1]!),
    sent: () => demo.commands().map(({ line }) => line.replace(/^\S+ /, '')),
  }
}
