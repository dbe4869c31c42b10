import { expect } from 'vitest'
import { GOOD, KEY } from '../../imap/certificates.ts'
import { connected, type Effects, mailAt, rows, withGmaild } from './world.ts'

const COUNT = 'SELECT COUNT(*) FROM [Gmail/All Mail]'
const SEND = "EXEC SendMailMessage @To = 'ann@example.com', @MessageBody = 'x'"

/** What logging in and sending are told. */
export const authentication: Effects = {
  AuthScheme: ({ mail }) => ({
    value: 'AccessToken',
    sees: given => rows({ ...mail, OAuthAccessToken: 'ya29.nobody', ...given }, COUNT),
    shows: 'AUTH_REFUSED',
  }),
  User: ({ mail }) => ({
    value: 'somebody@example.com',
    sees: given => rows({ ...mail, ...given }, 'SELECT USER()'),
    shows: [['somebody@example.com']],
  }),
  Password: ({ mail: { Password, ...mail } }) => ({
    value: Password,
    sees: given => rows({ ...mail, ...given }, 'SELECT 1 FROM Inbox LIMIT 1'),
    shows: [[1]],
  }),
  Server: ({ mail }) => ({
    // Another address of this machine, where nobody listens.
    value: '127.0.0.9',
    sees: given => rows({ ...mail, ...given }, COUNT),
    shows: 'CONNECT',
  }),
  Port: ({ mail, smtp }) => ({
    value: smtp.port,
    // An IMAP client is greeted by SMTP there.
    sees: given => rows({ ...mail, Timeout: 2, ...given }, COUNT),
    shows: expect.stringMatching(/^(?:PROTOCOL|CONNECT|CONNECTION_LOST|TIMEOUT)$/),
  }),
  SMTPServer: ({ mail, smtp }) => ({
    value: '127.0.0.1',
    sees: given =>
      connected({ ...mail, SMTPPort: smtp.port, ...given }, async db => (await db.query(SEND)).rowCount),
    shows: 1,
  }),
  SMTPPort: ({ mail, smtp, otherSmtp }) => ({
    value: otherSmtp.port,
    sees: async given => {
      const before = otherSmtp.mails.length
      const options = { ...mail, SMTPServer: '127.0.0.1', SMTPPort: smtp.port, ...given }
      await connected(options, db => db.query(SEND))
      return otherSmtp.mails.length - before
    },
    shows: 1,
  }),
  TLS: ({ mail }) => ({
    value: 'Implicit',
    sees: given => rows({ ...mail, ...given }, COUNT),
    shows: 'TLS_REFUSED',
  }),
  SSLServerCert: () => ({
    value: GOOD,
    sees: given =>
      withGmaild({ messages: 1, tls: { key: KEY, cert: GOOD } }, gmaild =>
        rows({ ...mailAt(gmaild), TLS: 'Implicit', ...given }, 'SELECT 1 FROM Messages LIMIT 1'),
      ),
    shows: [[1]],
  }),
}
