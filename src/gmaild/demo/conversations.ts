import { COLLEAGUES, FAMILY, GERMAN, JAPANESE, NEWSLETTERS, type Person, SHOPS, SPAMMERS } from './people.ts'
import { SUBJECTS, type Topic } from './phrases.ts'
import type { AttachmentPlan, MailPlan } from './plan.ts'
import type { Random } from './random.ts'

/** What a kind of conversation looks like; {@link startConversation} makes its messages. */
export interface Conversation {
  readonly topic: Topic
  readonly people: readonly Person[]
  /** At most so many messages. */
  readonly length: number
  readonly labels: readonly string[]
  readonly subject: string
  readonly unread: number
  readonly inbox: number
  readonly place?: MailPlan['place']
  readonly replies?: boolean
  readonly html?: number
  readonly headers?: MailPlan['headers']
  readonly files?: readonly AttachmentPlan[]
  readonly charset?: MailPlan['charset']
  readonly starred?: number
}

type Maker = (random: Random) => Conversation

const WORK_LABELS: readonly (readonly string[])[] = [
  ['Work'],
  ['Work/Project X'],
  ['Work/Project X'],
  ['Work', 'Work/Project X'],
  ['Work/Atlas'],
  ['Work/Reports'],
  [],
]

const work: Maker = random => ({
  topic: 'work',
  people: shuffled(COLLEAGUES, random).slice(0, random.int(1, 4)),
  length: random.int(1, 8),
  labels: random.pick(WORK_LABELS),
  subject: random.pick(SUBJECTS.work),
  unread: 0.05,
  inbox: 0.3,
  html: 0.4,
  starred: 0.06,
  files: random.chance(0.18) ? [workFile(random)] : [],
})

function workFile(random: Random): AttachmentPlan {
  return random.pick<AttachmentPlan>([
    { kind: 'csv', name: 'figures.csv', size: random.int(400, 6000) },
    { kind: 'csv', name: 'Übersicht größer.csv', size: random.int(400, 3000) },
    { kind: 'pdf', name: `Report ${random.int(1, 40)}.pdf`, size: random.int(2000, 9000) },
    { kind: 'png', name: 'screenshot.png', size: random.int(1500, 12_000) },
    { kind: 'ics', name: 'invite.ics', size: 400 },
    { kind: 'eml', name: 'forwarded.eml', size: 0 },
  ])
}

const family: Maker = random => {
  const arabic = random.chance(0.15)
  return {
    topic: arabic ? 'arabic' : 'family',
    people: arabic ? [FAMILY[4]!] : shuffled(FAMILY.slice(0, 4), random).slice(0, random.int(1, 3)),
    length: random.int(1, 6),
    labels: random.chance(0.8) ? ['Family'] : [],
    subject: random.pick(arabic ? SUBJECTS.arabic : SUBJECTS.family),
    unread: 0.04,
    inbox: 0.4,
    html: 0.3,
    starred: 0.15,
    files: random.chance(0.12) ? photos(random) : [],
  }
}

function photos(random: Random): AttachmentPlan[] {
  const inline: AttachmentPlan = { kind: 'png', name: 'lake.png', size: random.int(2000, 9000), inline: true }
  return [
    inline,
    { kind: 'png', name: 'Sommer – See 🏊.png', size: random.int(3000, 60_000), naming: 'rfc2231' },
  ]
}

const receipt: Maker = random => ({
  topic: 'receipt',
  people: [random.pick(SHOPS)],
  length: 1,
  labels: random.chance(0.85) ? ['Receipts'] : [],
  subject: random.pick(SUBJECTS.receipt),
  unread: 0.12,
  inbox: 0.35,
  html: 0.7,
  files: random.chance(0.6)
    ? [{ kind: 'pdf', name: `invoice-${random.int(1000, 9999)}.pdf`, size: random.int(1500, 8000) }]
    : [],
})

const newsletter: Maker = random => {
  const letter = random.pick(NEWSLETTERS)
  const host = letter.listId.split('.').slice(1).join('.')
  return {
    topic: letter.title === '週刊データベース' ? 'japanese' : 'newsletter',
    people: [letter.sender],
    length: 1,
    labels: random.chance(0.9) ? ['Newsletters'] : [],
    subject: random.pick(SUBJECTS.newsletter).replace('{title}', letter.title),
    unread: 0.24,
    inbox: 0.25,
    html: 0.9,
    headers: [
      ['List-Id', `${/^[\x20-\x7e]+$/.test(letter.title) ? `"${letter.title}" ` : ''}<${letter.listId}>`],
      [
        'List-Unsubscribe',
        `<https://${host}/unsubscribe?u=${random.int(1000, 9999)}>,\r\n <mailto:leave@${host}>`,
      ],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ['Precedence', 'bulk'],
    ],
  }
}

const ALERT_SENDER: Person = { name: 'CI', address: 'ci@builds.northwind.example', zone: 0 }
const alert: Maker = random => ({
  topic: 'alert',
  people: [ALERT_SENDER],
  length: 1,
  labels: random.chance(0.7) ? ['Notifications/CI'] : ['Notifications'],
  subject: random.pick(SUBJECTS.alert),
  unread: 0.16,
  inbox: 0.1,
  headers: [['Auto-Submitted', 'auto-generated']],
})

export const japaneseInvoice: Maker = random => {
  const month = `${random.int(2024, 2026)}-${String(random.int(1, 12)).padStart(2, '0')}`
  const naming = random.chance(0.5) ? 'rfc2231' : 'rfc2047'
  return {
    topic: 'japanese',
    people: [JAPANESE[2]!],
    length: 1,
    labels: ['仕事/請求書'],
    subject: `請求書の件（${month}）`,
    unread: 0.15,
    inbox: 0.4,
    charset: random.pick(['utf-8', 'iso-2022-jp', 'shift_jis'] as const),
    files: [
      { kind: 'pdf', name: `請求書_${month}_株式会社青空工業.pdf`, size: random.int(1500, 6000), naming },
    ],
  }
}

const japaneseWork: Maker = random => ({
  topic: 'japanese',
  people: shuffled(JAPANESE, random).slice(0, random.int(1, 2)),
  length: random.int(1, 4),
  labels: random.chance(0.7) ? ['仕事'] : ['仕事', '仕事/請求書'],
  subject: random.pick(SUBJECTS.japanese),
  unread: 0.06,
  inbox: 0.35,
  charset: random.pick(['utf-8', 'iso-2022-jp', 'shift_jis'] as const),
})

const german: Maker = random => ({
  topic: 'german',
  people: [random.pick(GERMAN)],
  length: random.int(1, 3),
  labels: random.chance(0.7) ? ['Reisen/Österreich'] : [],
  subject: random.pick(SUBJECTS.german),
  unread: 0.07,
  inbox: 0.3,
  html: 0.3,
  charset: random.pick(['utf-8', 'iso-8859-1'] as const),
})

const travel: Maker = random => ({
  topic: 'travel',
  people: [{ name: 'Bergbahn & Air', address: 'booking@bergbahn.example', zone: 60 }],
  length: 1,
  labels: ['Travel'],
  subject: random.pick(SUBJECTS.travel),
  unread: 0.05,
  inbox: 0.3,
  html: 0.8,
  starred: 0.2,
  files: [{ kind: 'pdf', name: 'boarding pass.pdf', size: random.int(2000, 9000) }],
})

const spam: Maker = random => ({
  topic: 'spam',
  people: [random.pick(SPAMMERS)],
  length: 1,
  labels: [],
  subject: random.pick(SUBJECTS.spam),
  unread: 0.6,
  inbox: 0,
  place: 'spam',
  replies: false,
  html: 0.5,
})

const trash: Maker = random => ({
  ...random.pick([newsletter, alert, work])(random),
  labels: [],
  inbox: 0,
  length: 1,
  place: 'trash',
  unread: 0.1,
})

/** Share of conversations in a hundred. */
const SHARES: readonly (readonly [share: number, maker: Maker])[] = [
  [20, work],
  [10, family],
  [14, receipt],
  [22, newsletter],
  [12, alert],
  [4, japaneseInvoice],
  [5, japaneseWork],
  [4, german],
  [3, travel],
  [3, spam],
  [3, trash],
]

export function randomConversation(random: Random): Conversation {
  let at = random.next() * 100
  for (const [share, maker] of SHARES) {
    at -= share
    if (at < 0) return maker(random)
  }
  return work(random)
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.int(0, i)
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}
