/** Sentences that bodies are put together from; `{…}` is filled in. */
export type Topic =
  | 'work'
  | 'family'
  | 'receipt'
  | 'newsletter'
  | 'alert'
  | 'travel'
  | 'japanese'
  | 'german'
  | 'arabic'
  | 'spam'

export const SENTENCES: Readonly<Record<Topic, readonly string[]>> = {
  work: [
    'The draft for {project} is in the shared drive; please comment by {day}.',
    'Could you check the projection on page {n}? The numbers do not start where the last report ended.',
    'I moved the review to {day} so that everybody from the Atlas team can take part.',
    'The customer asked again for an export with {n} columns, as CSV and as a spreadsheet.',
    'Voice quality in the last call was poor, so here is a summary in writing.',
    'We agreed to ship the first part and to leave the art work for the second.',
    'The contract is with legal; Fiona expects their answer on {day}.',
    'There are {n} open questions left, most of them about the network and the internet line in the new office.',
    'Please do not forward this outside the company.',
    'I attached nothing this time: the figures are in the table below.',
    'Budget stands at {amount}, of which {n} % is spent.',
    'Thanks for the quick answer, that helps a lot.',
  ],
  family: [
    'Are you coming for dinner on {day}?',
    'The party starts at seven, bring something for the grill.',
    'Grandma found the old photo album, I scanned {n} pages.',
    'The cat is fine and sends greetings 🐈.',
    'Can you pick up Zoé from school on {day}?',
    'We booked the cottage by the lake for {n} days.',
    'Noah plays the guitar now, very loud, with the voice of an angel.',
    'The train was late again, but we are home.',
    'Don’t forget the vaccination certificate for the trip – and the umbrella.',
  ],
  receipt: [
    'Thank you for your order.',
    'Your invoice of {amount} is attached as a PDF file.',
    'The amount will be charged to the card ending in {n}.',
    'Delivery is planned for {day}.',
    'Questions about this invoice? Reply to this mail or call our voice line.',
    'Order number {order}.',
  ],
  newsletter: [
    'In this issue: how {n} small queries beat one large one.',
    'Reader question: why does a LIKE search find what a full text search does not?',
    'Save {n} % on all maps until {day}.',
    'Jupiter is in opposition on {day}; a small telescope will do.',
    'The editor’s choice: a short history of mail, from punched cards to labels.',
    'You can read this in your browser as well.',
    'Next week: indexes, and when they lag behind.',
    'A partial eclipse will be visible in the north.',
  ],
  alert: [
    'Build {order} finished in {n} minutes.',
    'Disk usage on host db{n} is above the threshold.',
    'A new sign-in was noticed from a device that was not seen before.',
    'The nightly backup took {n} minutes and wrote {amount}.',
    'No action is needed.',
  ],
  travel: [
    'Your booking {order} is confirmed.',
    'Departure on {day}; check-in opens {n} hours before.',
    'Seat {n}A, one piece of luggage.',
    'Please have your boarding pass at hand.',
  ],
  japanese: [
    'お世話になっております。',
    '{day}までにご確認をお願いいたします。',
    '請求書を添付いたしますので、ご査収ください。',
    '合計金額は{amount}（税込）です。',
    '打ち合わせの議事録をお送りします。',
    'ご不明な点がございましたら、お気軽にお問い合わせください。',
    '次回の会議は{day}の予定です。',
    'よろしくお願いいたします。',
  ],
  german: [
    'vielen Dank für Ihre Anfrage.',
    'Das Zimmer mit Blick auf die Berge ist vom {day} an für {n} Nächte frei.',
    'Bitte überweisen Sie {amount} bis zum {day}.',
    'Die Bücher sind überfällig; die Gebühr beträgt {amount}.',
    'Mit freundlichen Grüßen aus Österreich',
  ],
  arabic: [
    'مرحبا، كيف حالك؟',
    'سنصل يوم {day} إن شاء الله.',
    'الصور مرفقة مع هذه الرسالة.',
    'شكرا جزيلا على الدعوة.',
  ],
  spam: [
    'CONGRATULATIONS!!! You have been selected to receive {amount}.',
    'Double your coins in {n} days, no risk.',
    'Act now, this offer ends on {day}.',
    'Click here to claim.',
  ],
}

export const PROJECTS = [
  'Project X',
  'Atlas',
  'the migration',
  'Q3 planning',
  'the website',
  'Project Xylophone',
] as const
export const DAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  '3 May',
  '14 June',
  '21 September',
] as const

export const SUBJECTS: Readonly<Record<Topic, readonly string[]>> = {
  work: [
    '{project}: status',
    '{project}: open questions',
    'Minutes of {day}',
    'Re-planning {project}',
    'Travel costs for {project}',
    'Voice memo from {day}',
    'Projection for next year',
    'Contract renewal',
    'Office party',
    'Start of {project}',
    'Lunch?',
    '[urgent] {project}: customer call',
    'Design review “{project}” – part {n}',
  ],
  family: [
    'Dinner on {day}',
    'Photos from the lake 🏞️',
    'Birthday 🎂🎉',
    'Zoé’s school play',
    'Party!',
    'Keys',
    'Crème brûlée',
  ],
  receipt: [
    'Invoice {order}',
    'Your receipt {order}',
    'Order {order} is on its way',
    'Payment received: {amount}',
    'Invoice {order} (reminder)',
  ],
  newsletter: [
    '{title}: issue {n}',
    '{title} – {day} edition',
    '{n} things you missed',
    '☕ {title}, No. {n}',
    '{title}: {n} % off',
  ],
  alert: [
    '[ci] build {order} passed',
    '[ci] build {order} failed',
    'Backup report',
    'Security alert',
    'Disk usage on db{n}',
  ],
  travel: ['Booking {order} confirmed', 'Check in now ✈️', 'Your boarding pass {order}'],
  japanese: ['打ち合わせの件', '【重要】システム更新のお知らせ', '議事録（{day}）', '見積書の送付', 'ご挨拶'],
  german: [
    'Ihre Buchung {order}',
    'Mahnung: überfällige Bücher',
    'Grüße aus Österreich',
    'Rückfrage zur Größe',
  ],
  arabic: ['صور العائلة', 'دعوة إلى العشاء', 'رحلتنا القادمة'],
  spam: ['You WON {amount}!!!', 'Re: your coins', 'Ch3ap p1lls', 'Final notice 🔔'],
}
