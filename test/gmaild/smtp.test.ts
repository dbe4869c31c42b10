import { execFile } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { connect } from '../../src/index.ts'
import { PYTHON } from '../support/dovecot.ts'

async function start() {
  const gmaild = await startGmaild({ messages: 0, smtp: true, accessTokens: ['ya29.known'] })
  const { port, smtpPort, user, password } = gmaild
  const server = `Server=127.0.0.1;Port=${port};TLS=None;SMTPServer=127.0.0.1;SMTPPort=${smtpPort};User=${user}`
  return { gmaild, user, server, password, [Symbol.asyncDispose]: () => gmaild.close() }
}

describe('what an account sends', () => {
  test('is in Sent once, and in its Inbox when it is for itself', async () => {
    await using all = await start()
    await using db = await connect(`${all.server};Password=${all.password}`)
    const [away] = await db.call<{ MessageId: string }>('SendMailMessage', {
      To: 'ann@example.com',
      Subject: 'away',
      MessageBody: 'x\n.\n..y',
      IsHTML: false,
    })
    await db.call('SendMailMessage', { To: 'ann@example.com', BCC: all.user, Subject: 'home' })
    const sql = 'SELECT Subject, IsRead, Labels FROM Messages ORDER BY Subject'
    expect((await db.query(sql)).rows).toEqual([
      { Subject: 'away', IsRead: 1, Labels: '["\\\\Sent"]' },
      { Subject: 'home', IsRead: 0, Labels: '["\\\\Inbox","\\\\Sent"]' },
    ])
    const sent = await db.query<{ BodyText: string }>(
      'SELECT MessageId, BodyText FROM SentMail WHERE MessageId = ?',
      [away!.MessageId],
    )
    expect(sent.rows.map(({ BodyText }) => BodyText.trimEnd())).toEqual(['x\n.\n..y'])
  })

  test('is sent by a token that is accepted, and by no other', async () => {
    await using all = await start()
    const { gmaild, server } = all
    await using db = await connect(`${server};OAuthAccessToken=ya29.known`)
    await db.call('SendMailMessage', { To: 'ann@example.com' })
    await using stranger = await connect(`${server};OAuthAccessToken=ya29.other`)
    await expect(stranger.call('SendMailMessage', { To: 'ann@example.com' })).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
    })
    await using wrong = await connect(`${server};Password=wrong`)
    await expect(wrong.call('SendMailMessage', { To: 'ann@example.com' })).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
      message: expect.stringContaining('Username and Password not accepted'),
    })
    expect(gmaild.account.messages()).toHaveLength(1)
  })

  test('may be sent by Python’s smtplib', async () => {
    await using all = await start()
    const { gmaild, user, password } = all
    const program = `
import smtplib, sys
s = smtplib.SMTP('127.0.0.1', ${gmaild.smtpPort})
try:
    s.sendmail('a@x.com', ['b@x.com'], b'x')
except smtplib.SMTPSenderRefused as refused:
    print(refused.smtp_code)
s.login('${user}', '${password}')
print(s.sendmail('${user}', ['b@x.com', 'c@x.com'], b'Subject: py\\r\\n\\r\\n.dot\\r\\n'))
print(s.docmd('VRFY', 'x')[0], s.docmd('RSET')[0], s.docmd('DATA')[0], s.quit()[0])
`
    const printed = await new Promise<string>(resolve =>
      execFile(PYTHON, ['-c', program], (_, stdout, stderr) => resolve(stdout + stderr)),
    )
    expect(printed).toBe('530\n{}\n502 250 503 221\n')
    const [message] = gmaild.account.messages()
    expect(gmaild.account.raw(message!.msgId)?.toString()).toBe('Subject: py\r\n\r\n.dot\r\n')
  })
})
