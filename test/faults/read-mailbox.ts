import type { GmaildAccount } from '../../src/gmaild/index.ts'

/** Few messages with much in them: texts in two charsets, an attachment, names and a subject that are no ASCII. */
export function fillMailbox(account: GmaildAccount): void {
  const messages = [
    'From: Ada <ada@example.com>\r\nSubject: plain\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\nHello.\r\n',
    [
      'From: =?utf-8?q?Bj=C3=B6rn?= <b@example.com>',
      'To: "(a) \\"b" <c@example.com>',
      'Subject: =?iso-8859-1?q?Gr=FC=DFe?=',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=FC=DFe',
      '--x',
      'Content-Type: application/pdf; name=report.pdf',
      'Content-Disposition: attachment; filename=report.pdf',
      '',
      '%PDF-',
      '--x--',
      '',
    ].join('\r\n'),
  ]
  for (const raw of messages) {
    account.append({ raw, labels: ['\\Inbox', 'Work'], internalDate: new Date('2026-03-02T10:00:00Z') })
  }
}

/** SEARCH, FETCH of envelopes and structures, FETCH of texts; behind EXAMINE, and LIST where the names are not known. */
export const READ_MAILBOX = `SELECT Id, UIDValidity, MsgId, Subject, [From], [To], IsRead, Labels, Size, AttachmentCount, BodyText
  FROM Inbox WHERE ReceivedDate > '2026-01-01' ORDER BY Id`
