import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGmaild } from '../../src/gmaild/index.ts'
import { type Connection, connect } from '../../src/index.ts'
import { tornRows } from '../support/torn-rows.ts'
import { childrenBeginWith } from './child-programs.ts'
import { ControlFile } from './control.ts'
import { ENGINE_CODES } from './engine-codes.ts'
import { DURATIONS, type Fault, numbersUpTo, type Sample, tryFaults, type Victim } from './loop.ts'
import { fillMailbox, READ_MAILBOX } from './read-mailbox.ts'
import { type Row, Tally } from './tally.ts'

interface CallFault extends Fault {
  readonly error: number
}

/** Until the end of the block, engines that are started obey the control file. */
export function beginFaults() {
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-faults-'))
  const control = new ControlFile(join(directory, 'control'))
  const obeying = `--import '${join(import.meta.dirname, 'engine-calls.ts')}'`
  const children = childrenBeginWith(directory, `GMAILSQL_FAULTS='${control.path}'`, obeying)
  return {
    directory,
    control,
    [Symbol.dispose]() {
      for (const part of [children, control]) part[Symbol.dispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A lasting store while a statement fills it, from nothing each time. */
export async function tryStatement(sample: Sample): Promise<Tally> {
  const tally = new Tally('message store, at each SQLite call of a statement')
  using faults = beginFaults()
  await using server = await startServer()
  const { directory, control } = faults
  const file = join(directory, 'mail.db')
  const db = await server.open(file)
  const read = async (): Promise<readonly Row[]> => (await db.queryArrays(READ_MAILBOX)).rows
  const victim: Victim<CallFault> = {
    forget: async () => void (await db.query('RESET CACHE')),
    arm: async fault => control.tell(fault ?? NONE),
    read,
    async readElsewhere() {
      refuseTorn(file)
      const other = await server.open(file)
      try {
        return (await other.queryArrays(READ_MAILBOX)).rows
      } finally {
        await other.close()
      }
    },
  }
  try {
    await read()
    await victim.forget()
    const calls = await callsOf(control, read)
    tally.total = calls * ENGINE_CODES.length * DURATIONS.length
    await tryFaults(tally, victim, callFaults(calls, sample))
  } finally {
    control.tell(NONE)
    await db.close()
  }
  return tally
}

/** A store of its own for each fault: the file is made, its tables are, and whose it is. */
export async function tryOpening(sample: Sample): Promise<Tally> {
  const tally = new Tally('message store, at each SQLite call while it is opened')
  using faults = beginFaults()
  await using server = await startServer()
  const { directory, control } = faults
  let stores = 0
  let db: Connection | null = null
  const file = () => join(directory, `opened-${stores}.db`)
  const read = async (): Promise<readonly Row[]> => {
    db ??= await server.open(file())
    return (await db.queryArrays(OPENING_READ)).rows
  }
  const victim: Victim<CallFault> = {
    async forget() {
      await db?.close()
      db = null
      rmSync(file(), { force: true })
      stores++
    },
    arm: async fault => control.tell(fault ?? NONE),
    read,
    async readElsewhere() {
      refuseTorn(file())
      return await read()
    },
  }
  const calls = await callsOf(control, read)
  tally.total = calls * ENGINE_CODES.length * DURATIONS.length
  await tryFaults(tally, victim, callFaults(calls, sample))
  await victim.forget()
  return tally
}

function refuseTorn(file: string): void {
  const torn = tornRows(file)
  if (torn.length > 0) throw new Error(`torn: ${JSON.stringify(torn)}`)
}

/** Little beside the opening itself. */
const OPENING_READ = 'SELECT Id, Subject FROM Inbox ORDER BY Id'

/** No call fails. */
export const NONE = { n: 0, isLasting: false, error: 0 }

async function callsOf(control: ControlFile, work: () => Promise<unknown>): Promise<number> {
  control.tell(NONE)
  await work()
  return control.calls
}

function* callFaults(calls: number, sample: Sample): Generator<CallFault> {
  // Of what SQLite says, each ends a statement in the same way: a small sample is of the first.
  const codes = sample === 'all' || sample.count > 3 ? ENGINE_CODES : ENGINE_CODES.slice(0, 1)
  for (const [error, code] of codes.entries()) {
    for (const [isLasting, duration] of DURATIONS) {
      for (const n of numbersUpTo(calls, sample)) {
        yield { n, isLasting, error, about: `${code} at SQLite call ${n} of ${calls}, ${duration}` }
      }
    }
  }
}

async function startServer() {
  const gmaild = await startGmaild({ messages: 0 })
  fillMailbox(gmaild.account)
  const place = `Server=127.0.0.1;Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`
  const open = (file: string): Promise<Connection> =>
    connect(`${place};AutoCache=true;CacheTolerance=0;CacheLocation="${file}"`)
  return { open, [Symbol.asyncDispose]: () => gmaild.close() }
}
