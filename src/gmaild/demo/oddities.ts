import { japaneseInvoice } from './conversations.ts'
import { oddBodies } from './odd-bodies.ts'
import { COLLEAGUES, FAMILY, type Person } from './people.ts'
import type { MailPlan } from './plan.ts'
import { Random } from './random.ts'
import { planThread } from './thread.ts'

/** Messages of which there is one each: what real mailboxes hold and parsers meet. */
export function planOddities(me: Person, end: number): MailPlan[] {
  const plans: MailPlan[] = []
  const add = (odd: Partial<MailPlan>): void => {
    plans.push(plain(me, { number: plans.length, time: end - (plans.length + 1) * 26 * 3_600_000 }, odd))
  }
  for (const odd of [...ODD_HEADERS, ...oddBodies(me), ...drafts(me), ...sent(me)]) add(odd)
  return [...unreadInvoices(me, end), ...plans]
}

function plain(me: Person, of: { number: number; time: number }, odd: Partial<MailPlan>): MailPlan {
  return {
    seed: 7000 + of.number,
    topic: 'work',
    time: of.time,
    from: COLLEAGUES[of.number % COLLEAGUES.length]!,
    to: [me],
    subject: `Odd ${of.number}`,
    charset: 'utf-8',
    encoding: 'Q',
    html: false,
    sentences: 3,
    messageId: `<odd-${of.number}@northwind.example>`,
    references: [],
    thread: 1_000_000 + of.number,
    labels: ['\\Inbox'],
    flags: ['\\Seen'],
    place: 'mail',
    attachments: [],
    headers: [],
    ...odd,
  }
}

const ODD_HEADERS: readonly Partial<MailPlan>[] = [
  { subject: 'No date at all', override: { Date: null } },
  { subject: 'A date that is none', override: { Date: 'Yesterday, after lunch' } },
  { subject: 'From the last century but one', override: { Date: 'Tue, 01 Jan 1901 00:00:00 +0000' } },
  { subject: 'Zone by name', override: { Date: 'Mon, 2 Mar 2026 08:30:00 EST' } },
  {
    subject: 'Zone in a comment',
    override: { Date: 'Mon, 2 Mar 2026 08:30:00 +0100 (Central European Time)' },
  },
  { subject: 'From the far future', override: { Date: 'Fri, 31 Dec 2099 23:59:59 +0000' } },
  { subject: 'Two-digit year', override: { Date: '3 Mar 26 10:00 GMT' } },
  { subject: 'Subject is missing', override: { Subject: null } },
  { subject: 'Sender is missing', override: { From: null } },
  { subject: 'Empty subject', override: { Subject: '' } },
  {
    subject: 'To a group',
    override: {
      To: 'Steering committee: "Lindqvist, Ada" <ada.lindqvist@northwind.example>, carla.mbeki@northwind.example;',
    },
  },
  { subject: 'To nobody', override: { To: 'undisclosed-recipients:;' } },
  { subject: 'Quoted local part', override: { From: '"very.(odd) \\"local\\" part"@strange.example' } },
  { subject: 'Comment as a name', override: { From: 'gus@atlas-labs.example (Gus the Plumber)' } },
  {
    subject: 'Source route',
    override: { From: 'Router <@relay.example,@hop.example:dov.petersen@northwind.example>' },
  },
  { subject: 'No at sign', override: { From: 'root (Cron Daemon)' } },
  { subject: 'Upper case address', override: { From: 'ADA.LINDQVIST@NORTHWIND.EXAMPLE' } },
  { subject: '8-bit', override: { Subject: 'Grüße ohne Kodierung'.replace(/[^\x00-\xff]/g, '?') } },
  { subject: '8-bit UTF-8', override: { Subject: Buffer.from('Žluťoučký kůň 🐎').toString('latin1') } },
  { subject: 'Broken word', override: { Subject: '=?UTF-8?B?w6TDtsO?= and =?X-UNKNOWN?Q?more=20?= text' } },
  { subject: 'Word cut in a character', override: { Subject: '=?UTF-8?Q?Caf=C3?= =?UTF-8?Q?=A9?= menu' } },
  { subject: 'Quotes "and" \\ backslash % _ \' done' },
  {
    subject: 'Many recipients',
    override: {
      Cc: Array.from({ length: 40 }, (_, i) => `Guest ${i} <guest${i}@party.example>`).join(',\r\n '),
    },
  },
  {
    subject: 'Two senders',
    override: {
      From: 'Ada <ada.lindqvist@northwind.example>, Bruno <bruno@northwind.example>',
      Sender: 'office@northwind.example',
    },
  },
  {
    subject: 'Reply elsewhere',
    override: { 'Reply-To': 'Support Desk <support+case4711@northwind.example>' },
  },
  { subject: 'No Message-ID', messageId: '', override: { 'Message-ID': null } },
  { subject: `A very long subject ${'that goes on and on '.repeat(30)}`.trim() },
  { subject: '  blanks   inside and\taround  ' },
  { subject: 'invoice and voice' },
  { subject: 'voice only' },
  { subject: '+alias', override: { To: 'demo+shopping@gmail.example' } },
  {
    subject: 'Sent by a list',
    labels: ['Newsletters', '\\Inbox'],
    headers: [['List-Id', 'Gardening =?UTF-8?Q?f=C3=BCr_alle?=\r\n <garden.lists.example>']],
  },
  { subject: 'Starred and unread', labels: ['\\Inbox', '\\Starred', '\\Important'], flags: [] },
  { subject: 'With a keyword', flags: ['\\Seen', '$Phishing'] },
  { subject: 'Label with a quote', labels: ['\\Inbox', 'R&D "quoted" (2026)'] },
  { subject: 'Label only, archived', labels: ['Work'] },
]

function drafts(me: Person): Partial<MailPlan>[] {
  const draft = { from: me, labels: ['\\Draft'], flags: ['\\Seen', '\\Draft'] }
  return [
    { ...draft, to: [FAMILY[0]!], subject: 'Dinner?' },
    { ...draft, to: [], subject: '', sentences: 1 },
    { ...draft, to: [COLLEAGUES[0]!], subject: 'Draft: 仕様書', encoding: 'B' },
    { ...draft, to: [COLLEAGUES[1]!], subject: 'Unfinished business' },
  ]
}

function sent(me: Person): Partial<MailPlan>[] {
  const mine = { from: me, labels: ['\\Sent'], flags: ['\\Seen'] }
  return [
    {
      ...mine,
      to: [COLLEAGUES[0]!],
      bcc: [COLLEAGUES[3]!, FAMILY[3]!],
      subject: 'Salary review (confidential)',
    },
    { ...mine, to: [me], subject: 'Note to self', labels: ['\\Sent', '\\Inbox'] },
    {
      ...mine,
      to: [],
      bcc: [FAMILY[0]!, FAMILY[1]!],
      subject: 'Surprise party 🎉',
      override: { To: 'undisclosed-recipients:;' },
    },
  ]
}

/** At least these in 仕事/請求書 are unread and of this year. */
function unreadInvoices(me: Person, end: number): MailPlan[] {
  const random = new Random(20_260_101)
  const plans: MailPlan[] = []
  for (let i = 0; i < 7; i++) {
    const month = String(i + 4).padStart(2, '0')
    const made = japaneseInvoice(random)
    const conversation = {
      ...made,
      subject: `請求書の件（2026年${i + 4}月分）`,
      files: made.files!.map(file => ({ ...file, name: `請求書_2026-${month}.pdf` })),
    }
    const start = Date.UTC(2026, i + 3, 25, 1, 30)
    const frame = { number: 2_000_000 + i, start: Math.min(start, end), end, me }
    for (const plan of planThread(conversation, frame, random)) {
      plans.push({ ...plan, flags: i < 6 ? [] : ['\\Seen'], labels: ['仕事/請求書', '\\Inbox'] })
    }
  }
  return plans
}
