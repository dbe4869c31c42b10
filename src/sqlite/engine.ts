import { type ChildProcess, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { notStarted } from '../util/not-started.ts'
import type { SessionFacts } from '../util/sql-function.ts'
import { sqliteError } from './errors.ts'
import type {
  BoundValue,
  EngineAnswer,
  EngineAnswers,
  EngineReply,
  EngineRequest,
  EngineSettings,
  Rows,
} from './protocol.ts'

type AnswerTo<R extends EngineRequest> = EngineAnswers[R['op']]
type AnswersTo<R extends readonly EngineRequest[]> = {
  -readonly [K in keyof R]: R[K] extends EngineRequest ? AnswerTo<R[K]> : never
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** A call that is not answered in so many milliseconds ends with TIMEOUT; 0 is never. */
  readonly timeoutMs?: number | undefined
}

interface Pending {
  readonly resolve: (answers: readonly EngineAnswer[]) => void
  readonly reject: (error: Error) => void
}

/** What the owner of an engine tells it; the engine itself knows what was inserted. */
type HostSettings = Omit<EngineSettings, 'session'> & {
  readonly session: Omit<SessionFacts, 'insertedKey'>
}

/** What a store that outlives its connections asks for. */
export interface StoreKeeper {
  /** Readies the store of an engine that has just been started. @throws CACHE_DAMAGED */
  open(send: (requests: readonly EngineRequest[]) => Promise<readonly EngineAnswer[]>): Promise<void>
  /** Puts the damaged file away; no process of this engine has it open. */
  setAside(): void
}

/** Rows that pass through leave garbage at once: in megabytes, how much of it is let lie. V8's own measure is 64. */
const SMALL_HEAP = '--max-semi-space-size=4'
/** What glibc is told: large pieces of memory, of which every message from the host has one, go back to the system at once. */
const SMALL_ARENAS = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
}

/** How long a cancelled call may still end by itself before the engine is killed. */
const GRACE_MS = 100

/**
 * The store and the executor of statements, in a process of its own. Calls are answered in order. Cancelling kills the
 * process when it does not answer at once and starts another on the same file: what was committed stays, what was
 * open is gone (views, temporary tables, the cursor), so a statement sets up what it needs by itself.
 */
export class Engine {
  readonly #settings: () => HostSettings
  readonly #keeper: StoreKeeper | undefined
  readonly #whileStarting: (() => void) | undefined
  #opening: Promise<void> | undefined
  #isDamaged = false
  #starts = 0
  #child: ChildProcess | undefined
  #ready: Promise<void> | undefined
  #pending = new Map<number, Pending>()
  #lastId = 0
  #closed = false
  #insertedKey: SessionFacts['insertedKey'] = null

  /**
   * @param settings asked when the process is started, each time the same answer
   * @param keeper of a store that outlives its connections
   * @param whileStarting called when a process has been started and has all before it, which takes it a tenth of a second
   */
  constructor(settings: () => HostSettings, keeper?: StoreKeeper, whileStarting?: () => void) {
    this.#settings = settings
    this.#keeper = keeper
    this.#whileStarting = whileStarting
  }

  /** How many processes there have been: what one knew of its file says nothing of the next. */
  get starts(): number {
    return this.#starts
  }

  async call<const R extends readonly EngineRequest[]>(
    requests: R,
    options: CallOptions = {},
  ): Promise<AnswersTo<R>> {
    options.signal?.throwIfAborted()
    if (this.#closed) throw new GmailSqlError('CONNECTION_LOST', 'the connection is closed')
    if (this.#keeper) await this.#open(this.#keeper, options)
    else await this.#start()
    // Each answer has the type of its request by the protocol; the list as a whole cannot be typed on arrival.
    return (await this.#send(requests, options)) as unknown as AnswersTo<R>
  }

  async #send(requests: readonly EngineRequest[], options: CallOptions): Promise<readonly EngineAnswer[]> {
    const id = ++this.#lastId
    const answers = new Promise<readonly EngineAnswer[]>((resolve, reject) =>
      this.#pending.set(id, { resolve, reject }),
    )
    const child = this.#child!
    child.channel?.ref()
    const disarm = this.#guard(child, options)
    try {
      child.send({ id, requests })
      return await answers
    } finally {
      disarm()
      if (this.#pending.size === 0) child.channel?.unref()
    }
  }

  async all(sql: string, params: readonly BoundValue[] = [], options: CallOptions = {}): Promise<Rows> {
    const [rows] = await this.call([{ op: 'all', sql, params }], options)
    return rows
  }

  /** What SCOPE_IDENTITY() answers from now on, also by an engine that takes over. */
  async rememberInsertedKey(key: SessionFacts['insertedKey']): Promise<void> {
    this.#insertedKey = key
    if (this.#ready) await this.call([{ op: 'insertedKey', key }])
  }

  /** Ends the process with all that is temporary in it; the next call starts another on the same file. */
  discard(): void {
    if (this.#child) this.#abandon(this.#child, new GmailSqlError('CANCELLED', 'the engine is started anew'))
  }

  /** Ends the process and waits until it is gone. Idempotent. */
  async close(): Promise<void> {
    const wasClosed = this.#closed
    this.#closed = true
    await this.#end(child => child.disconnect())
    if (this.#isDamaged && !wasClosed) this.#keeper?.setAside()
  }

  async #end(ask: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child.once('exit', resolve))
    ask(child)
    const kill = setTimeout(() => child.kill('SIGKILL'), 2_000)
    await gone
    clearTimeout(kill)
  }

  /** Starts the process with its store ready: a damaged one is put aside, and a new one begun. */
  async #open(keeper: StoreKeeper, options: CallOptions): Promise<void> {
    if (this.#isDamaged) await this.#replace(keeper)
    const ready = async () => {
      await this.#start()
      await keeper.open(requests => this.#send(requests, options))
    }
    const isOthers = this.#opening !== undefined
    this.#opening ??= ready()
      .catch(async error => {
        if (!isGmailSqlError(error) || error.code !== 'CACHE_DAMAGED') throw error
        await this.#replace(keeper)
        await ready()
      })
      .catch(error => {
        this.#opening = undefined
        throw error
      })
    try {
      await this.#opening
    } catch (error) {
      // Of a call that came before, by whose signal it may have ended, or before there was room on the disk.
      if (!isOthers || this.#closed) throw error
      options.signal?.throwIfAborted()
      await this.#open(keeper, options)
    }
  }

  async #replace(keeper: StoreKeeper): Promise<void> {
    await this.#end(child => child.kill('SIGKILL'))
    this.#isDamaged = false
    keeper.setAside()
  }

  /** Kills the child when a call is cancelled or overdue and not answered within the grace. */
  #guard(child: ChildProcess, { signal, timeoutMs }: CallOptions): () => void {
    let timer: NodeJS.Timeout | undefined
    const kill = (reason: () => unknown, wait: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => this.#abandon(child, reason()), wait)
    }
    const onAbort = () => kill(() => signal?.reason, GRACE_MS)
    signal?.addEventListener('abort', onAbort, { once: true })
    // Made when it is needed: an error with its stack is dear, and every call has a guard.
    if (timeoutMs) kill(() => overdue(timeoutMs), timeoutMs)
    return () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #abandon(child: ChildProcess, reason: unknown): void {
    child.kill('SIGKILL')
    this.#fail(
      child,
      reason instanceof Error ? reason : new GmailSqlError('CANCELLED', 'the statement was cancelled'),
    )
  }

  #fail(child: ChildProcess, error: Error): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#ready = undefined
    this.#opening = undefined
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of waiting) reject(error)
  }

  #start(): Promise<void> {
    this.#ready ??= new Promise((resolve, reject) => {
      const child = this.#fork()
      this.#starts++
      this.#child = child
      this.#pending.set(0, { resolve: () => resolve(), reject })
      child.on('message', (reply: EngineReply) => this.#onReply(child, reply))
      child.once('error', error => this.#fail(child, notStarted('the engine', error)))
      child.once('exit', (code, signal) => {
        this.#fail(
          child,
          new GmailSqlError('INTERNAL', `the engine ended unexpectedly (${signal ?? `exit code ${code}`})`),
        )
      })
      child.unref()
      const end = () => this.#endWithHost(child)
      process.once('exit', end)
      child.once('exit', () => process.removeListener('exit', end))
      this.#whileStarting?.()
    })
    return this.#ready
  }

  /** A host that ends leaves no process behind that works on for nobody, and no mail on the disk. */
  #endWithHost(child: ChildProcess): void {
    child.kill('SIGKILL')
    const { removeAtEnd } = this.#settings()
    if (removeAtEnd) rmSync(removeAtEnd, { recursive: true, force: true })
  }

  #fork(): ChildProcess {
    const isSource = import.meta.url.endsWith('.ts')
    const file = new URL(isSource ? './engine-process.ts' : './engine-process.js', import.meta.url)
    // Nothing else of the host's environment is needed there, least of all GMAILSQL_PASSWORD or a debugger's NODE_OPTIONS.
    const { PATH, SystemRoot, TMPDIR, TEMP, NODE_COMPILE_CACHE } = process.env
    const child = fork(file, [], {
      serialization: 'advanced',
      execArgv: [SMALL_HEAP],
      env: { ...SMALL_ARENAS, PATH, SystemRoot, TMPDIR, TEMP, NODE_COMPILE_CACHE },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    // Not as an argument: everybody on the machine can read those, and here stands whose mail it is.
    if (child.pid !== undefined) child.send(this.#ownSettings())
    return child
  }

  #ownSettings(): EngineSettings {
    const { session, ...settings } = this.#settings()
    return { ...settings, session: { ...session, insertedKey: this.#insertedKey } }
  }

  #onReply(child: ChildProcess, reply: EngineReply): void {
    const error = reply.error && sqliteError(reply.error)
    if (error?.code === 'CACHE_DAMAGED') this.#isDamaged = true
    // It refuses to start: the next call starts another, also before this one is gone.
    if (error && reply.id === 0) this.#fail(child, error)
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (error) pending?.reject(error)
    else pending?.resolve(reply.answers)
  }
}

function overdue(timeoutMs: number): GmailSqlError {
  return new GmailSqlError('TIMEOUT', `the engine gave no answer for ${timeoutMs / 1000} s`, {
    hint: 'Raise Timeout, or make the statement smaller.',
  })
}
