import type { Charset } from './charsets.ts'
import type { Person } from './people.ts'
import type { Topic } from './phrases.ts'

export interface AttachmentPlan {
  readonly kind: 'pdf' | 'png' | 'csv' | 'ics' | 'eml'
  readonly name: string
  /** Octets before base64. */
  readonly size: number
  readonly inline?: boolean
  /** How a name beyond ASCII is written. */
  readonly naming?: 'rfc2231' | 'rfc2047'
}

/** Everything that a message is made from: small, so that 5,000 of them are cheap; octets come on demand. */
export interface MailPlan {
  readonly seed: number
  readonly topic: Topic
  /** Milliseconds since 1970: when it was sent. */
  readonly time: number
  /** When it came, if another time: imported mail. */
  readonly arrival?: number
  readonly from: Person
  readonly to: readonly Person[]
  readonly cc?: readonly Person[]
  readonly bcc?: readonly Person[]
  readonly subject: string
  readonly charset: Charset
  readonly encoding: 'B' | 'Q'
  readonly html: boolean
  readonly sentences: number
  readonly messageId: string
  /** Message-IDs of the thread before it, oldest first. */
  readonly references: readonly string[]
  readonly thread: number
  readonly labels: readonly string[]
  readonly flags: readonly string[]
  readonly place: 'mail' | 'spam' | 'trash'
  readonly attachments: readonly AttachmentPlan[]
  /** Extra header fields, as octets. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Header fields in place of the usual ones; null leaves one out. */
  readonly override?: Readonly<Record<string, string | null>>
  /** The whole body with its Content-Type fields, in place of a made one. */
  readonly rawBody?: string
}
