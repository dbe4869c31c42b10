import type { Conversation } from './conversations.ts'
import { ME_NAME, type Person } from './people.ts'
import type { MailPlan } from './plan.ts'
import type { Random } from './random.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface ThreadFrame {
  /** Numbers threads; also in Message-IDs. */
  readonly number: number
  readonly start: number
  /** No message is later. */
  readonly end: number
  readonly me: Person
}

export function mePerson(user: string): Person {
  return { name: ME_NAME, address: user, zone: 60 }
}

/** The messages of a conversation, oldest first: every third or so is ours. */
export function planThread(conversation: Conversation, frame: ThreadFrame, random: Random): MailPlan[] {
  const plans: MailPlan[] = []
  let time = frame.start
  for (let i = 0; i < conversation.length; i++) {
    if (i > 0) time += random.int(1, 60) * HOUR + random.int(0, 3599) * 1000
    if (time > frame.end) break
    plans.push(planMessage(conversation, { frame, time, before: plans }, random))
  }
  return plans
}

interface Position {
  readonly frame: ThreadFrame
  readonly time: number
  readonly before: readonly MailPlan[]
}

function planMessage(conversation: Conversation, position: Position, random: Random): MailPlan {
  const { frame, time, before } = position
  const index = before.length
  const mine = conversation.replies !== false && conversation.length > 1 && random.chance(0.36)
  const from = mine ? frame.me : random.pick(conversation.people)
  const others = conversation.people.filter(person => person !== from)
  const to = mine ? [conversation.people[0]!] : [frame.me]
  const cc = mine ? others.slice(1) : others
  const messageId = `<${frame.number.toString(36)}.${index}.${random.int(1e6, 9e6)}@${from.address.split('@')[1]}>`
  return {
    seed: random.int(1, 2 ** 31),
    topic: conversation.topic,
    time,
    from,
    to,
    ...(cc.length > 0 ? { cc } : {}),
    subject: index === 0 ? conversation.subject : `Re: ${conversation.subject}`,
    charset: conversation.charset ?? 'utf-8',
    encoding: random.chance(0.6) ? 'B' : 'Q',
    html: random.chance(conversation.html ?? 0),
    sentences: random.int(2, random.chance(0.1) ? 40 : 9),
    messageId,
    references: before.map(plan => plan.messageId),
    thread: frame.number,
    ...marks(conversation, { mine, age: frame.end - time }, random),
    place: conversation.place ?? 'mail',
    attachments: index === 0 || random.chance(0.1) ? (conversation.files ?? []) : [],
    headers: mine ? [] : [...traces(from, frame.me, { time, random }), ...(conversation.headers ?? [])],
  }
}

function marks(
  conversation: Conversation,
  of: { mine: boolean; age: number },
  random: Random,
): Pick<MailPlan, 'labels' | 'flags'> {
  const labels = [...conversation.labels]
  const flags: string[] = []
  const recent = of.age < 45 * DAY
  const mail = conversation.place === undefined
  // Old mail that was never read is rarer than new.
  const unread = !of.mine && random.chance(Math.min(0.9, conversation.unread * (recent ? 4 : 1.45)))
  if (!unread) flags.push('\\Seen')
  if (of.mine) labels.push('\\Sent')
  else if (mail && random.chance(recent ? 0.85 : conversation.inbox)) labels.push('\\Inbox')
  if (mail && random.chance(conversation.starred ?? 0.02)) labels.push('\\Starred')
  if (mail && !of.mine && random.chance(conversation.length > 1 ? 0.35 : 0.05)) labels.push('\\Important')
  if (!of.mine && !unread && conversation.length > 2 && random.chance(0.5)) flags.push('\\Answered')
  return { labels, flags }
}

/** What the way of a message leaves in its header. */
function traces(from: Person, to: Person, sent: { time: number; random: Random }): [string, string][] {
  const { time, random } = sent
  const host = from.address.split('@')[1]!
  const ip = `192.0.2.${random.int(1, 254)}`
  const stamp = new Date(time + 2000).toUTCString().replace('GMT', '+0000')
  return [
    ['Delivered-To', to.address],
    [
      'Received',
      `from mail.${host} (${ip}) by mx.gmail.example with ESMTPS id ${random.int(1e8, 9e8).toString(36)};\r\n\t${stamp}`,
    ],
  ]
}
