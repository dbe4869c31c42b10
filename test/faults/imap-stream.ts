import { setTimeout as delay } from 'node:timers/promises'
import { type Gmaild, startGmaild, type WireFault } from '../../src/gmaild/index.ts'
import { connect } from '../../src/index.ts'
import { cuttingProxy } from '../support/cutting-proxy.ts'
import { DURATIONS, type Fault, numbersUpTo, type Sample, tryFaults, type Victim } from './loop.ts'
import { fillMailbox, READ_MAILBOX } from './read-mailbox.ts'
import { type Row, Tally } from './tally.ts'

export interface StreamFault extends Fault {
  readonly from: 'client' | 'server'
}

/** A server of which connections are cut at an octet: the next one that is opened, or all from then on. */
export class CutServer implements AsyncDisposable {
  readonly gmaild: Gmaild
  readonly #state: { fault: StreamFault | null }

  private constructor(gmaild: Gmaild, state: { fault: StreamFault | null }) {
    this.gmaild = gmaild
    this.#state = state
  }

  static async start(): Promise<CutServer> {
    const state: { fault: StreamFault | null } = { fault: null }
    const wire = (): WireFault | undefined => {
      const { fault } = state
      if (fault && !fault.isLasting) state.fault = null
      return fault === null ? undefined : wireFault(fault)
    }
    const gmaild = await startGmaild({ messages: 0, wire })
    fillMailbox(gmaild.account)
    return new CutServer(gmaild, state)
  }

  arm(fault: StreamFault | null): void {
    this.#state.fault = fault
  }

  /** Until no session is open, or for as long as one may take to end. */
  async idle(): Promise<void> {
    for (let i = 0; i < 2000 && this.gmaild.connectionCount > 0; i++) await delay(1)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gmaild.close()
  }
}

/** After octet n - 1, so that n octets are one too many: at n = 1 the connection ends before anything is said. */
function wireFault({ from, n }: StreamFault): WireFault {
  return from === 'server' ? { cutAfterSent: n - 1 } : { cutAfterReceived: n - 1 }
}

/** What the server says before a client's first octet. */
const GREETING = '* OK Gimap ready for requests from 127.0.0.1 gmaild\r\n'.length

export type Octets = Readonly<Record<StreamFault['from'], number>>

/** How many octets go each way in a session. */
export async function octetsOf(port: number, read: (port: number) => Promise<unknown>): Promise<Octets> {
  await using proxy = await cuttingProxy(port)
  proxy.begin(/^/, null)
  await read(proxy.port)
  const { client, server } = await proxy.end()
  return { client: client.length, server: server.length + GREETING }
}

export function* streamFaults(octets: Octets, sample: Sample): Generator<StreamFault> {
  for (const [isLasting, duration] of DURATIONS) {
    for (const from of ['server', 'client'] as const) {
      for (const n of numbersUpTo(octets[from] + 1, sample)) {
        yield { n, isLasting, from, about: `cut before octet ${n} of the ${from}’s, ${duration}` }
      }
    }
  }
}

/** A statement, from the first octet of its session to the last: connect, login, LIST, EXAMINE, SEARCH, FETCH, texts. */
export async function tryImapStream(sample: Sample): Promise<Tally> {
  const tally = new Tally('IMAP stream, at each octet of a statement')
  await using server = await CutServer.start()
  const { user, password } = server.gmaild
  const open = (port: number) =>
    connect(
      `Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password};KeepAlive=false;PoolMaxSize=1`,
    )
  const octets = await octetsOf(server.gmaild.port, async port => {
    const db = await open(port)
    await db.query(READ_MAILBOX)
    await db.close()
  })
  const db = await open(server.gmaild.port)
  const victim: Victim<StreamFault> = {
    async forget() {
      await db.query('RESET CACHE')
      // Its sessions end behind the statement.
      await server.idle()
    },
    async arm(fault) {
      server.arm(fault)
    },
    read: async (): Promise<readonly Row[]> => (await db.queryArrays(READ_MAILBOX)).rows,
  }
  try {
    tally.total = (octets.client + octets.server + 2) * DURATIONS.length
    await tryFaults(tally, victim, streamFaults(octets, sample))
  } finally {
    await db.close()
  }
  return tally
}
