import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Connection, connect, isGmailSqlError, type Progress } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { ageJournal } from '../support/age-journal.ts'
import { someCuts, wholeCuts } from '../support/cut-writes.ts'
import { type Cut, type CuttingProxy, cuttingProxy, type Exchange } from '../support/cutting-proxy.ts'
import { type Dovecot, otherClient, PYTHON, startDovecot, USER } from '../support/dovecot.ts'

const SEED = 20_261_123

let dovecot: Dovecot
/** Another program that looks at the mailboxes, and changes them. */
let other: ImapFlow

beforeAll(async () => {
  dovecot = await startDovecot(null)
  other = await otherClient(dovecot.port)
  await other.mailboxCreate('Other')
})
afterAll(async () => {
  await other?.logout()
  dovecot?.stop()
})

/** Subjects with flags, as the other program sees them. */
async function shown(mailbox: string): Promise<string[]> {
  const { exists } = await other.mailboxOpen(mailbox)
  if (exists === 0) return []
  const rows = await other.fetchAll('1:*', { envelope: true, flags: true })
  return rows.map(({ envelope, flags = new Set() }) => {
    const lasting = [...flags].filter(flag => flag !== '\\Recent')
    return [envelope?.subject, ...lasting.sort()].join(' ')
  })
}

/** The INBOX holds messages with these subjects, and nothing else is anywhere. */
async function fill(...subjects: readonly string[]): Promise<void> {
  for (const mailbox of ['Other', 'INBOX']) {
    const { exists } = await other.mailboxOpen(mailbox)
    if (exists > 0) await other.messageDelete('1:*')
  }
  for (const subject of subjects)
    await other.append('INBOX', `Subject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\nbody`)
}

/** A connection through a proxy, over a store that another can take over. */
class Lasting {
  readonly proxy: CuttingProxy
  readonly #file = join(makeDirectory(), 'mail.db')
  #db: Connection | undefined

  private constructor(proxy: CuttingProxy) {
    this.proxy = proxy
  }

  static async open(): Promise<Lasting> {
    const lasting = new Lasting(await cuttingProxy(dovecot.port))
    onTestFinished(async () => {
      await lasting.#db?.close()
      await lasting.proxy[Symbol.asyncDispose]()
    })
    return lasting
  }

  async db(): Promise<Connection> {
    const server = `Server=127.0.0.1;Port=${this.proxy.port};TLS=None;User=${USER};Password=secret`
    this.#db ??= await connect(`${server};AutoCache=true;CacheTolerance=0;CacheLocation="${this.#file}"`)
    return this.#db
  }

  /** As another process would, later. */
  async again(): Promise<Connection> {
    await this.#db?.close()
    this.#db = undefined
    ageJournal(this.#file)
    return await this.db()
  }
}

test('flags that another program changed meanwhile are left alone (UNCHANGEDSINCE)', async () => {
  await fill('a', 'b', 'c')
  const db = await (await Lasting.open()).db()
  const uids = (await db.queryArrays('SELECT Id FROM Inbox ORDER BY Id')).rows.map(([uid]) => uid)
  const script = `import imaplib
imap = imaplib.IMAP4('127.0.0.1', ${dovecot.port})
imap.login('${USER}', 'secret')
imap.select('INBOX')
imap.uid('STORE', '${uids[1]}', '+FLAGS', '(\\\\Flagged)')
imap.logout()`
  let isRead = false
  const onProgress = ({ done, total }: Progress) => {
    // What is read is read; the first command has not gone out yet.
    if (isRead && done === 0) execFileSync(PYTHON, ['-c', script])
    isRead ||= done === total
  }
  const update = db.query("UPDATE Inbox SET Flags = 'Seen' WHERE Id > 0", [], { onProgress })
  const left = expect.stringContaining(`left alone: INBOX ${uids[1]} `)
  await expect(update).rejects.toMatchObject({ code: 'STALE_ID', message: left })
  expect(await shown('INBOX')).toEqual(['a \\Seen', 'b \\Flagged', 'c \\Seen'])
})

interface Write {
  readonly name: string
  readonly sql: string
  readonly at: RegExp
  /** What INBOX and Other hold when it was done; before it INBOX holds `a`. */
  readonly done: readonly [inbox: readonly string[], other: readonly string[]]
}

const UNDONE: Write['done'] = [['a'], []]
const WRITES: readonly Write[] = [
  {
    name: 'STORE',
    sql: 'UPDATE Inbox SET IsRead = 1 WHERE Id > 0',
    at: /^\S+ UID STORE /,
    done: [['a \\Seen'], []],
  },
  {
    name: 'MOVE',
    sql: "UPDATE Inbox SET Mailbox = 'Other' WHERE Id > 0",
    at: /^\S+ UID MOVE /,
    done: [[], ['a']],
  },
  {
    name: 'APPEND',
    sql: "INSERT INTO Other (Subject) VALUES ('a')",
    at: /^\S+ APPEND /,
    done: [['a'], ['a']],
  },
]

test.each(WRITES)('Dovecot has a $name that was cut off once or not at all, as is told', async write => {
  const lasting = await Lasting.open()
  const cutOff = async (cut: Cut | null): Promise<Exchange & { readonly error: unknown }> => {
    await fill('a')
    const db = await lasting.db()
    lasting.proxy.begin(write.at, cut)
    const error = await db.query(write.sql).then(
      () => null,
      (reason: unknown) => reason,
    )
    return { ...(await lasting.proxy.end()), error }
  }
  const seen = async () => [await shown('INBOX'), await shown('Other')]
  const whole = await cutOff(null)
  expect([whole.error, ...(await seen())]).toEqual([null, ...write.done])
  // Where no message came the driver waits for it, in real time.
  const cuts = someCuts(wholeCuts(whole), write.name === 'APPEND' ? 1 : 8, SEED)
  for (const cut of [...cuts, ...someCuts(cuts, 1, SEED).map(each => ({ ...each, isLast: true }))]) {
    const about = JSON.stringify(cut)
    const { error } = await cutOff(cut)
    const now = await seen()
    const isDone = JSON.stringify(now) === JSON.stringify(write.done)
    expect(now, about).toEqual(isDone ? write.done : UNDONE)
    if (error === null) expect(isDone, about).toBe(true)
    else if (isGmailSqlError(error) && error.code === 'OUTCOME_UNKNOWN') {
      const next = await lasting.again()
      await next.query('SELECT Id FROM Inbox')
      const { rows } = await next.queryArrays('SELECT Outcome FROM sys_journal ORDER BY Entry DESC LIMIT 1')
      expect(rows, about).toEqual([[isDone ? 'done' : 'failed']])
    } else expect(isDone, `${about}: ${error}`).toBe(false)
  }
})
