import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ImapFlow } from 'imapflow'
import type { RawSocket } from './raw-socket.ts'
import type { Reading } from './round.ts'
import { USER } from './server.ts'

/** Messages that are asked for the same items. */
export interface Wanted {
  /** UIDs as FETCH has them. */
  readonly set: string
  /** `BODY.PEEK[1]`: parts of these numbers; without them what ENVELOPE and its like take. */
  readonly parts?: readonly string[] | undefined
}

const ROW_ITEMS = '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)'

function itemsOf({ parts }: Wanted): string {
  return parts ? `(UID ${parts.map(part => `BODY.PEEK[${part}]`).join(' ')})` : ROW_ITEMS
}

/** `count` is what the server has: octets are counted, not messages. */
export async function readRaw(raw: RawSocket, wanted: readonly Wanted[], count: number): Promise<Reading> {
  let octets = 0
  for (const each of wanted) octets += await raw.ask(`UID FETCH ${each.set} ${itemsOf(each)}`)
  if (octets < count * 20) throw new Error(`${octets} octets are not the answers for ${count} messages`)
  return { count }
}

export async function readImapflow(client: ImapFlow, wanted: readonly Wanted[]): Promise<Reading> {
  let count = 0
  for (const { set, parts } of wanted) {
    const query = parts
      ? { bodyParts: [...parts] }
      : { flags: true, internalDate: true, size: true, envelope: true }
    for await (const row of client.fetch(set, query, { uid: true })) if (row.uid > 0) count++
  }
  return { count }
}

const PROGRAM = `
import imaplib, json, re, sys, time
port, user, mailbox, wanted = json.load(sys.stdin)
m = imaplib.IMAP4('127.0.0.1', port)
m.login(user, 'secret')
m.select('"' + mailbox + '"', readonly=True)
start, used, count = time.perf_counter(), time.process_time(), 0
for uids, items in wanted:
    _, rows = m.uid('FETCH', uids, items)
    count += len(set(n for n in (re.match(rb'(\\d+) \\(', row[0] if isinstance(row, tuple) else row) for row in rows) if n for n in [n[1]]))
print(json.dumps({'ms': (time.perf_counter() - start) * 1000, 'cpu': (time.process_time() - used) * 1000, 'count': count}))
m.logout()`

/** Its start does not count, nor its login. */
export async function readImaplib(
  port: number,
  mailbox: string,
  wanted: readonly Wanted[],
): Promise<Reading> {
  const python = promisify(execFile)(process.env['PYTHON'] ?? 'python3', ['-c', PROGRAM])
  const sets = wanted.map(each => [each.set, itemsOf(each)])
  python.child.stdin?.end(JSON.stringify([port, USER, mailbox, sets]))
  return JSON.parse((await python).stdout) as Reading
}
