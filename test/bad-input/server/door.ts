import type { GmaildCommand, GmaildOptions, Interception } from '../../../src/gmaild/index.ts'
import { type Connection, connect } from '../../../src/index.ts'
import type { Notice } from '../../../src/util/notice.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

/** What a server does with a command, by its name; undefined: what it should. */
export type Faults = Readonly<
  Record<string, (command: GmaildCommand, times: number) => Interception | undefined>
>

export interface FaultyServer extends AsyncDisposable {
  readonly demo: Demo
  readonly db: Connection
  readonly notices: readonly Notice[]
}

/** Gmail with three messages in the inbox, `subject 1` to `subject 3`, but for some answers; and a connection to it. */
export async function startFaulty(
  faults: Faults,
  properties = '',
  options: GmaildOptions = {},
): Promise<FaultyServer> {
  const times = new Map<string, number>()
  const demo = await startDemo({
    messages: 0,
    intercept(command) {
      const count = (times.get(command.name) ?? 0) + 1
      times.set(command.name, count)
      return faults[command.name]?.(command, count)
    },
    ...options,
  })
  for (let n = 1; n <= 3; n++) {
    const raw = Buffer.from(`Subject: subject ${n}\r\nMessage-ID: <m${n}@x>\r\n\r\ntext ${n}`)
    demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  }
  const notices: Notice[] = []
  const db = await connect(`${demo.connectionString};${properties}`, {
    onNotice: notice => notices.push(notice),
  })
  const dispose = async () => {
    await db.close()
    await demo[Symbol.asyncDispose]()
  }
  return { demo, db, notices, [Symbol.asyncDispose]: dispose }
}

/** Lines before the answer that the command deserves, `OK` unless another is given. */
export function answer(lines: readonly string[], status = 'OK done') {
  return ({ tag }: GmaildCommand): Interception => ({ lines: [...lines, `${tag} ${status}`] })
}

export const envelope = (subject: string) => `ENVELOPE (NIL "${subject}" NIL NIL NIL NIL NIL NIL NIL NIL)`
export const row = (uid: number, items = envelope(`subject ${uid}`)) =>
  `* ${uid} FETCH (UID ${uid} X-GM-MSGID ${uid} ${items})`

/** A mailbox of three messages that is opened with what is given, whichever UIDVALIDITY or HIGHESTMODSEQ that is. */
export function openedWith(codes: (times: number) => readonly string[]): Faults {
  const lines = (times: number) => codes(times).map(code => `* OK [${code}] ok`)
  return {
    EXAMINE: (command, times) => answer(['* 3 EXISTS', '* OK [UIDNEXT 4] ok', ...lines(times)])(command),
    'UID SEARCH': command => answer([`* ESEARCH (TAG "${command.tag}") UID ALL 1:3`])(command),
    'UID FETCH': answer([row(1), row(2), row(3)]),
  }
}
