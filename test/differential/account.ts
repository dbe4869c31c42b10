import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'

/** Messages of the demo mailbox, unless said otherwise; the others are added here. */
const DEMO_MESSAGES = 330
/** The newest messages of each mailbox that the server's date and text indexes do not know yet. */
const INDEX_LAG = 12
/**
 * UIDs used up by mail that is gone again. Pushdown keeps the newest 500 UIDs as candidates beside a date: in a mailbox with
 * fewer UIDs no date would decide anything.
 */
const GONE = 480

const LABELS = [
  'Work',
  'Work/Project X',
  '仕事/請求書',
  'Family',
  'Receipts',
  'R&D "quoted" (2026)',
  'Ünïcode/Ärger',
]
const EVERYWHERE = [...LABELS, '仕事', '\\Inbox', '\\Sent', '\\Draft', '\\Important', '\\Starred']

/**
 * gmaild with the demo mailbox and what it has too little of: times at the edges of days in UTC and in the account's zone,
 * keywords that look like system flags, old mail under new UIDs.
 */
export async function startAccount(timeZone: string, messages = DEMO_MESSAGES): Promise<Gmaild> {
  const gmaild = await startGmaild({ messages, indexLag: INDEX_LAG, timeZone })
  for (const [index, internalDate] of dayEdges().entries()) append(gmaild, index, internalDate)
  for (let i = 0; i < GONE; i++) {
    const id = gmaild.account.append({ raw: 'Subject: gone\r\n\r\n', labels: EVERYWHERE })
    gmaild.account.delete(id)
  }
  for (const [index, internalDate] of freshDates().entries()) append(gmaild, 100 + index, internalDate)
  return gmaild
}

function dayEdges(): Date[] {
  // Midnight in UTC, Asia/Tokyo and America/Los_Angeles (winter, summer), each with the second before it.
  const times = [
    '00:00:00',
    '23:59:59',
    '15:00:00',
    '14:59:59',
    '08:00:00',
    '07:59:59',
    '07:00:00',
    '06:59:59',
  ]
  // A leap day, the days on which clocks are changed, the turn of a year.
  const days = ['2024-02-29', '2024-03-10', '2024-11-03', '2024-12-31', '2025-01-01']
  return [...days.flatMap(day => times.map(time => `${day}T${time}Z`)), ...CHANGES].map(
    text => new Date(text),
  )
}

/** Clocks of Los Angeles set forward, and set back: an hour that is not, and one that is twice. */
const CHANGES = [
  ...['2024-03-10T09:59:59Z', '2024-03-10T10:00:00Z', '2024-03-10T10:30:00Z'],
  ...['2024-11-03T08:30:00Z', '2024-11-03T08:59:59Z', '2024-11-03T09:00:00Z', '2024-11-03T09:30:00Z'],
]

/** New mail, and old mail that was imported just now: an order of UIDs that is not that of the dates. */
function freshDates(): Date[] {
  return Array.from({ length: 24 }, (_, index) => {
    const year = index % 3 === 0 ? 2012 + (index % 8) : 2025
    return new Date(Date.UTC(year, index % 12, 1 + ((index * 5) % 28), (index * 7) % 24, index, index))
  })
}

const SUBJECTS = [
  'invoice',
  'a voice',
  'Invoices and voices',
  'Re: Project X',
  '請求書の件',
  "it's 100% voice_mail",
  '',
]
const KEYWORDS = [[], ['$Phishing'], ['Seen'], ['\\Answered', 'Flagged'], ['$Label1', '$NotJunk'], []]

function append({ account }: Gmaild, index: number, internalDate: Date): void {
  const labels = LABELS.filter((_, at) => (index + at) % 5 === 0)
  if (index % 2 === 0) labels.push('\\Inbox')
  if (index % 4 === 1) labels.push('\\Important')
  const flags = [...KEYWORDS[index % KEYWORDS.length]!]
  if (index % 3 === 0) flags.push('\\Seen')
  if (index % 7 === 0) flags.push('\\Flagged')
  const subject = `=?UTF-8?B?${Buffer.from(SUBJECTS[index % SUBJECTS.length]!).toString('base64')}?=`
  const raw = [
    `From: Edge ${index} <edge${index % 4}@northwind.example>`,
    'To: demo@gmail.example',
    `Subject: ${subject}`,
    `Date: ${new Date(internalDate.getTime() - index * 60_000).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <edge-${index}@northwind.example>`,
    '',
    'x'.repeat((index * 37) % 4000),
  ].join('\r\n')
  const id = account.append({ raw, labels, flags, internalDate })
  if (index % 17 === 16) account.trash(id)
  if (index % 19 === 18) account.addLabels(id, ['\\Spam'])
}
