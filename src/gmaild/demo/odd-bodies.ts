import { base64Lines, encodeCharset } from './charsets.ts'
import { FAMILY, JAPANESE, type Person } from './people.ts'
import type { MailPlan } from './plan.ts'

const lines = (...parts: readonly string[]): string => parts.join('\r\n')

const NESTED = lines(
  'Content-Type: multipart/mixed; boundary=outer',
  '',
  'preamble',
  '--outer',
  'Content-Type: multipart/alternative; boundary=outer-2',
  '',
  '--outer-2',
  'Content-Type: text/plain; charset=us-ascii; format=flowed',
  'Content-Language: en, de',
  '',
  'Plain text.',
  '--outer-2',
  'Content-Type: multipart/related; boundary="outer=3"; type="text/html"',
  '',
  '--outer=3',
  'Content-Type: text/html',
  'Content-Description: the (nested) "page"',
  '',
  '<p>HTML text.</p>',
  '--outer=3',
  'Content-Type: image/png; name=dot.png',
  'Content-ID: <dot@inline.example>',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: inline; filename=dot.png',
  '',
  base64Lines('\x89PNG\r\n\x1a\ndot'),
  '--outer=3--',
  '--outer-2--',
  '--outer',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: base64',
  'Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==',
  'Content-Disposition: attachment; filename="data.bin"; size=4',
  'Content-Location: https://files.example/data.bin',
  '',
  'AAECAw==',
  '--outer--',
  'epilogue',
  '',
)

const BOUNCE = lines(
  'Content-Type: multipart/report; report-type=delivery-status; boundary=dsn',
  '',
  '--dsn',
  'Content-Type: text/plain',
  '',
  'Your message could not be delivered.',
  '--dsn',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.gmail.example',
  '',
  'Final-Recipient: rfc822; nobody@nowhere.test',
  'Action: failed',
  'Status: 5.1.1',
  '',
  '--dsn',
  'Content-Type: text/rfc822-headers',
  '',
  'Subject: lost',
  'Message-ID: <lost@gmail.example>',
  '',
  '--dsn--',
  '',
)

/** Structures that are rare, right or wrong. */
const ODD_BODIES: readonly Partial<MailPlan>[] = [
  { subject: 'Nested multiparts', rawBody: NESTED },
  { subject: 'Calendar invitation', attachments: [{ kind: 'ics', name: 'invite.ics', size: 400 }] },
  { subject: 'Empty body', rawBody: 'Content-Type: text/plain; charset=utf-8\r\n\r\n' },
  { subject: 'Header only', rawBody: 'Content-Type: text/plain\r\n' },
  {
    subject: 'Multipart without parts',
    rawBody: 'Content-Type: multipart/mixed; boundary="nothing"\r\n\r\nno parts here\r\n',
  },
  {
    subject: 'Never closed',
    rawBody: lines(
      'Content-Type: multipart/mixed; boundary=open',
      '',
      '--open',
      'Content-Type: text/plain',
      '',
      'The boundary is never closed.',
      '',
    ),
  },
  {
    subject: 'HTML only',
    rawBody: lines(
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Only <b>HTML</b> &amp; nothing else</p>',
      '',
    ),
  },
  {
    subject: 'Broken base64',
    rawBody: lines(
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      'VGhpcyBpcyAqbm90KiB2YWxpZA=!!=',
      '',
    ),
  },
  {
    subject: 'Unknown charset',
    rawBody: lines('Content-Type: text/plain; charset=x-klingon', '', 'tlhIngan', ''),
  },
  {
    subject: 'Shift_JIS in 8 bit',
    rawBody: `Content-Type: text/plain; charset=Shift_JIS\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${encodeCharset('表示が壊れないこと。\r\n', 'shift_jis')}`,
  },
  {
    subject: 'Bounce',
    from: { name: 'Mail Delivery Subsystem', address: 'mailer-daemon@mx.gmail.example', zone: 0 },
    rawBody: BOUNCE,
  },
  {
    subject: 'Two files of one name',
    attachments: [
      { kind: 'pdf', name: 'scan.pdf', size: 900 },
      { kind: 'pdf', name: 'scan.pdf', size: 1100 },
    ],
  },
  {
    subject: 'File name with a path',
    attachments: [{ kind: 'csv', name: '../../etc/passwd.csv', size: 300 }],
  },
  {
    subject: 'Photos of the summer',
    from: FAMILY[3]!,
    html: true,
    topic: 'family',
    labels: ['Family', '\\Inbox'],
    attachments: [
      { kind: 'png', name: 'inline.png', size: 3000, inline: true },
      { kind: 'png', name: 'Strand – groß.png', size: 140_000 },
    ],
  },
  {
    subject: '図面の送付',
    from: JAPANESE[0]!,
    topic: 'japanese',
    charset: 'iso-2022-jp',
    encoding: 'B',
    labels: ['仕事', '\\Inbox'],
    attachments: [
      {
        kind: 'pdf',
        name: '図面（最終版）とても長い名前のファイルです.pdf',
        size: 90_000,
        naming: 'rfc2231',
      },
    ],
  },
  {
    subject: 'Script inside',
    rawBody: lines(
      'Content-Type: text/html',
      '',
      '<script>alert(1)</script><img src="https://tracker.test/p.gif"><a href="https://evil.test">=cmd|\'/C calc\'!A0</a>',
      '',
    ),
  },
  { subject: '=1+1 is a formula', topic: 'work' },
  {
    subject: 'Escape \\x1b[31mred',
    rawBody: lines('Content-Type: text/plain', '', '\x1b[31mred\x1b[0m and a bell \x07', ''),
  },
]

export function oddBodies(me: Person): readonly Partial<MailPlan>[] {
  return [{ subject: 'Fwd: inside', rawBody: forwarded(me) }, ...ODD_BODIES]
}

function forwarded(me: Person): string {
  return lines(
    'Content-Type: multipart/mixed; boundary=fwd',
    '',
    '--fwd',
    'Content-Type: text/plain',
    '',
    'See below.',
    '--fwd',
    'Content-Type: message/rfc822',
    'Content-Disposition: attachment; filename="inside.eml"',
    '',
    'Date: Thu, 05 Feb 2026 10:00:00 +0100',
    'From: Inner Sender <inner@deep.example>',
    `To: ${me.address}`,
    'Subject: inside',
    'Message-ID: <inside@deep.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=in',
    '',
    '--in',
    'Content-Type: text/plain',
    '',
    'Inner text.',
    '--in',
    'Content-Type: text/html',
    '',
    '<p>Inner text.</p>',
    '--in--',
    '',
    '--fwd--',
    '',
  )
}
