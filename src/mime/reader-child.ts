import { type ChildProcess, fork } from 'node:child_process'
import type { GmailSqlError } from '../util/errors.ts'
import { notStarted } from '../util/not-started.ts'
import { LIMITS } from './limits.ts'
import type { ReadAnswer, ReaderSettings, ReadReply, ReadRequest } from './protocol.ts'

/** Why there will be no more answers. */
export type Ending =
  | { readonly is: 'overdue' }
  /** Signals of V8 and of the kernel when memory runs out. */
  | { readonly is: 'out of memory' }
  | { readonly is: 'not started'; readonly error: GmailSqlError }
  | { readonly is: 'ended'; readonly how: string }

export interface ReaderEvents {
  readonly onAnswers: (answers: readonly ReadAnswer[]) => void
  readonly onEnd: (ending: Ending) => void
}

const NAME = 'the process that reads messages'
const OUT_OF_MEMORY = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL'])

/** One process that reads. It is killed when the oldest request is not answered within the limit; starting up does not count. */
export class ReaderChild {
  readonly #child: ChildProcess
  readonly #events: ReaderEvents
  #isReady = false
  #isOverdue = false
  #hasEnded = false
  #unanswered = 0
  #answers = 0
  #timer: NodeJS.Timeout | undefined

  constructor(settings: ReaderSettings, events: ReaderEvents) {
    this.#events = events
    this.#child = forkReader(settings)
    this.#letHostEnd()
    this.#child.on('message', (reply: ReadReply) => this.#onReply(reply))
    this.#child.once('error', error => this.#onEnd({ is: 'not started', error: notStarted(NAME, error) }))
    this.#child.once('exit', (code, signal) => this.#onExit(code, signal))
    const kill = () => this.#child.kill('SIGKILL')
    process.once('exit', kill)
    this.#child.once('exit', () => process.removeListener('exit', kill))
  }

  send(requests: readonly ReadRequest[]): void {
    // There is no process: its error is on the way.
    if (this.#child.pid === undefined) return
    // A failure to send is an end of the process, and told as such.
    this.#child.send(requests, () => {})
    const wasIdle = this.#unanswered === 0
    this.#unanswered += requests.length
    if (!wasIdle) return
    this.#child.ref()
    this.#child.channel?.ref()
    this.#arm()
  }

  /** Kills it and waits until it is gone. */
  async end(): Promise<void> {
    clearTimeout(this.#timer)
    this.#hasEnded = true
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined)
      return
    const gone = new Promise(resolve => this.#child.once('exit', resolve))
    this.#child.ref()
    this.#child.kill('SIGKILL')
    await gone
  }

  #onReply(reply: ReadReply): void {
    if (this.#hasEnded) return
    if (reply.is === 'ready') this.#isReady = true
    else {
      this.#unanswered -= reply.answers.length
      this.#answers += reply.answers.length
    }
    this.#arm()
    if (this.#unanswered === 0) this.#letHostEnd()
    if (reply.is !== 'ready') this.#events.onAnswers(reply.answers)
  }

  /** A process that has nothing to do keeps its host from nothing. */
  #letHostEnd(): void {
    this.#child.unref()
    this.#child.channel?.unref()
  }

  #arm(): void {
    clearTimeout(this.#timer)
    if (!this.#isReady || this.#unanswered === 0) return
    const answers = this.#answers
    const killUnlessAnswered = () => {
      if (this.#answers !== answers) return
      this.#isOverdue = true
      this.#child.kill('SIGKILL')
    }
    // A host that was busy itself finds the answer in the channel: that is looked at before the check.
    this.#timer = setTimeout(() => setImmediate(killUnlessAnswered), LIMITS.timeMs)
  }

  #onExit(code: number | null, signal: string | null): void {
    const how = signal ?? `exit code ${code}`
    if (this.#isOverdue) this.#onEnd({ is: 'overdue' })
    else if (!this.#isReady) this.#onEnd({ is: 'not started', error: notStarted(NAME, new Error(how)) })
    else this.#onEnd(OUT_OF_MEMORY.has(how) ? { is: 'out of memory' } : { is: 'ended', how })
  }

  #onEnd(ending: Ending): void {
    clearTimeout(this.#timer)
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#events.onEnd(ending)
  }
}

function forkReader(settings: ReaderSettings): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts')
  const file = new URL(isSource ? './reader-process.ts' : './reader-process.js', import.meta.url)
  // Nothing else of the host's environment is needed there, least of all GMAILSQL_PASSWORD or a debugger's NODE_OPTIONS.
  const { PATH, SystemRoot, NODE_COMPILE_CACHE } = process.env
  return fork(file, [JSON.stringify(settings)], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${LIMITS.heapMb}`],
    env: { PATH, SystemRoot, NODE_COMPILE_CACHE },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}
