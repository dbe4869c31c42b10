import type { Gmaild } from '../../../src/gmaild/index.ts'

const SUBJECTS = [
  '<script>alert(1)</script>',
  '</text></svg><img src=x onerror=alert(2)>',
  '"><iframe src="javascript:alert(3)"></iframe>',
  ']]><!--</style><script>alert(4)</script>',
  "' onload='alert(5)",
  '{{ totals.Messages }} {a|styled} {b}',
  '[click](javascript:alert(6)) ![x](http://127.0.0.1:9/y) <http://127.0.0.1:9/z>',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '&lt;b&gt; &#x3c;script&#x3e;',
  'url(http://127.0.0.1:9/u) expression(alert(7))',
] as const

/** As a browser's text must have them: as they were sent. */
export const HOSTILE_TEXTS: readonly string[] = SUBJECTS

/** Messages whose subjects, authors, labels and lists are made to get out of the place they are put in. */
export function sendHostileMail({ account }: Gmaild): void {
  for (const [index, subject] of SUBJECTS.entries()) {
    // Encoded, so that what arrives is exact; the name turns the direction of text and rings a bell.
    const encoded = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
    const from = `${encoded(`${subject} \u202eevil\u2069\u0007`)} <h${index}@hostile.example>`
    const raw = `From: ${from}\r\nSubject: ${encoded(subject)}\r\nList-Id: ${subject} <l${index}.hostile.example>\r\n\r\nx`
    account.append({ raw, labels: ['\\Inbox', `Hostile ${subject.replaceAll('/', '|')}`] })
  }
}

const fence = '```'
const rows = "FROM Messages WHERE [From] LIKE '%@hostile.example' GROUP BY 1"

/** Those texts as names, series and cells of every kind. */
export const HOSTILE_REPORT = `---
title: '<script>alert(8)</script>'
description: '<img src=x onerror=alert(9)>'
---
<script>alert(10)</script> <img src=x onerror=alert(11)> ![p](http://127.0.0.1:9/p) {{ mail.Subject }}

${fence}sql totals
SELECT COUNT(*) AS Messages FROM Messages
${fence}

${fence}sql mail bar horizontal title="<b onclick=alert(12)>"
SELECT Subject, LENGTH(Subject) AS "</text><script>alert(13)</script>", 1 AS "{a|b}" ${rows}
${fence}

${['bar vertical', 'line', 'area stacked', 'pie', 'treemap', 'number'].map(kind => `${fence}sql ${kind}\nSELECT FromName, COUNT(*) AS n ${rows}\n${fence}`).join('\n\n')}

${fence}sql bar series=Subject stacked
SELECT 'all' AS Name, Subject, 1 AS n ${rows}, 2
${fence}

${fence}sql heatmap
SELECT Subject, FromName, COUNT(*) AS n ${rows}, 2
${fence}

${fence}sql table
SELECT Subject, FromName, ListId, Labels, COUNT(*) AS n ${rows}
${fence}
`

/** Each place of a message that a report may show, and that whoever sent it chose. */
export const HOSTILE_PLACES = ['subject', 'name', 'address', 'file', 'label', 'list', 'unsubscribe'] as const

/** Markup that runs where it is not escaped; tells the place that it stood in. */
export function markOf(place: (typeof HOSTILE_PLACES)[number]): string {
  return `<img src=x onerror=alert('${place}')>`
}

/** Messages of which every such place is markup, often and large enough that no report leaves them out. */
export function sendHostileMailEverywhere({ account }: Gmaild): void {
  const encoded = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
  const turned = (text: string) => encoded(`${text} \u202e\u001b[2J\u0007`)
  const raw = [
    `From: ${turned(markOf('name'))} <"${markOf('address')}"@hostile.example>`,
    'To: you@example.com',
    `Subject: ${turned(markOf('subject'))}`,
    `List-Id: ${markOf('list')} <l.hostile.example>`,
    `List-Unsubscribe: <javascript:${markOf('unsubscribe')}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=cut',
    '',
    '--cut\r\nContent-Type: text/plain\r\n\r\nx',
    `--cut\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${markOf('file')}"`,
    `\r\n${'x'.repeat(1000)}\r\n`.repeat(40),
    '--cut--\r\n',
  ].join('\r\n')
  const labels = ['\\Inbox', markOf('label').replaceAll('/', '|')]
  for (let index = 0; index < 5; index++) account.append({ raw: `X-Number: ${index}\r\n${raw}`, labels })
}
