import { GmailSqlError } from '../util/errors.ts'
import { LIMITS, limitText } from './limits.ts'
import type { ReadAnswer, ReadRequest } from './protocol.ts'
import { type Ending, ReaderChild } from './reader-child.ts'
import { simpleBodies } from './simple-bodies.ts'
import { decodeTransfer } from './transfer.ts'
import type {
  Bodies,
  EncodedPart,
  MimeCallOptions,
  MimeReader,
  MimeReaderOptions,
  ParsedMessage,
  TextPart,
} from './types.ts'

type Answer = { readonly result: Bodies | ParsedMessage } | { readonly error: string }

interface Job {
  readonly request: ReadRequest
  readonly bytes: number
  /** Sent by itself, so that it is known what the process was at when it ends. */
  isAlone: boolean
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** Small ones go together: crossing to another process costs more than reading them. */
const MOST_TOGETHER = 64
const SMALL_BYTES = 32 * 1024
/** Sent ahead, so that the process does not wait for the next message; not more, because what is sent is held twice. */
const MOST_AHEAD = 2 * MOST_TOGETHER
const MOST_BYTES_AHEAD = 4 * 1024 * 1024

const NOTHING: Bodies = { text: null, html: null, error: null }

/** The process is started by `start` or the first call, and again after it had to be ended. */
export function openMimeReader(options: MimeReaderOptions = {}): MimeReader {
  return new ProcessReader(options)
}

class ProcessReader implements MimeReader {
  readonly #options: MimeReaderOptions
  #waiting: Job[] = []
  /** In the order in which they will be answered. */
  #sent: Job[] = []
  #sentBytes = 0
  #child: ReaderChild | undefined
  #isClosed = false

  constructor(options: MimeReaderOptions) {
    this.#options = options
  }

  start(): void {
    if (!this.#isClosed) this.#child ??= this.#fork()
  }

  async bodies(messages: readonly (readonly TextPart[])[], options: MimeCallOptions = {}): Promise<Bodies[]> {
    const answers = await this.#read(
      messages.map(parts => ({ op: 'bodies', parts })),
      options,
    )
    return answers.map(answer => ('error' in answer ? { ...NOTHING, error: answer.error } : answer.result))
  }

  async message(raw: Buffer, options: MimeCallOptions = {}): Promise<ParsedMessage> {
    const [answer] = await this.#read([{ op: 'message', raw }], options)
    if (answer === undefined || 'error' in answer)
      return { ...NOTHING, error: answer?.error ?? null, headers: [], parts: [] }
    return answer.result as ParsedMessage
  }

  // Its time and memory are in proportion to the octets, so it needs no process.
  async decode(part: EncodedPart): Promise<Buffer> {
    return decodeTransfer(part)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#rejectAll(closedError())
    await this.#child?.end()
    this.#child = undefined
  }

  async #read(requests: readonly ReadRequest[], { signal }: MimeCallOptions): Promise<Answer[]> {
    if (this.#isClosed) throw closedError()
    signal?.throwIfAborted()
    const jobs = new Set<Job>()
    const answers = requests.map(request => this.#answerTo(request, job => jobs.add(job)))
    // What is being read is read to its end, for nobody.
    const onAbort = () => {
      this.#waiting = this.#waiting.filter(job => !jobs.has(job))
      for (const job of jobs) job.reject(signal?.reason)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#send()
    try {
      return await Promise.all(answers)
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #answerTo(request: ReadRequest, onJob: (job: Job) => void): Answer | Promise<Answer> {
    const bytes = octetsOf(request)
    if (bytes > LIMITS.messageBytes)
      return { error: limitText(`more than ${LIMITS.messageBytes / 1024 / 1024} MB to read`) }
    if (request.op === 'bodies' && bytes <= SMALL_BYTES) {
      const result = simpleBodies(request.parts, this.#options.charset)
      if (result !== null) return { result }
    }
    return new Promise((resolve, reject) => {
      const job = { request, bytes, isAlone: bytes > SMALL_BYTES, resolve, reject }
      onJob(job)
      this.#waiting.push(job)
    })
  }

  #send(): void {
    for (let jobs = this.#next(); jobs.length > 0; jobs = this.#next()) {
      this.#sent.push(...jobs)
      this.#sentBytes += bytesOf(jobs)
      this.#child ??= this.#fork()
      this.#child.send(jobs.map(({ request }) => request))
    }
  }

  /** Takes what goes in the next message to the process; none when enough is on the way. */
  #next(): Job[] {
    const first = this.#waiting[0]
    if (!first || this.#sent.length > MOST_AHEAD - MOST_TOGETHER) return []
    if (this.#sent.length > 0 && this.#sentBytes + first.bytes > MOST_BYTES_AHEAD) return []
    if (first.isAlone) return this.#waiting.splice(0, 1)
    const most = this.#waiting.slice(0, MOST_TOGETHER)
    const end = most.findIndex(({ isAlone }) => isAlone)
    return this.#waiting.splice(0, end < 0 ? most.length : end)
  }

  #fork(): ReaderChild {
    return new ReaderChild(
      { charset: this.#options.charset },
      {
        onAnswers: answers => this.#answerOldest(answers),
        onEnd: ending => this.#onEnd(ending),
      },
    )
  }

  #answerOldest(answers: readonly ReadAnswer[]): void {
    const jobs = this.#sent.splice(0, answers.length)
    this.#sentBytes -= bytesOf(jobs)
    for (const [index, job] of jobs.entries()) {
      const answer = answers[index]!
      job.resolve(answer.is === 'read' ? { result: answer.result } : { error: answer.error })
    }
    this.#send()
  }

  /**
   * The oldest request is the one that it was at, if that was sent alone; else any of those sent together may be, and each is
   * read by itself. The others are read by the next process.
   */
  #onEnd(ending: Ending): void {
    this.#child = undefined
    if (ending.is === 'not started') {
      this.#rejectAll(ending.error)
      return
    }
    const unanswered = this.#sent
    this.#sent = []
    this.#sentBytes = 0
    if (unanswered[0]?.isAlone) unanswered.shift()?.resolve({ error: endingText(ending) })
    else for (const job of unanswered.slice(0, MOST_TOGETHER)) job.isAlone = true
    this.#waiting.unshift(...unanswered)
    this.#send()
  }

  #rejectAll(error: GmailSqlError): void {
    const jobs = [...this.#sent, ...this.#waiting]
    this.#sent = []
    this.#sentBytes = 0
    this.#waiting = []
    for (const job of jobs) job.reject(error)
  }
}

function bytesOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { bytes }) => sum + bytes, 0)
}

function octetsOf(request: ReadRequest): number {
  if (request.op === 'message') return request.raw.length
  return request.parts.reduce((sum, part) => sum + part.content.length, 0)
}

function endingText(ending: Exclude<Ending, { is: 'not started' }>): string {
  if (ending.is === 'overdue') return limitText(`reading it takes more than ${LIMITS.timeMs / 1000} seconds`)
  if (ending.is === 'out of memory')
    return limitText(`reading it needs more than ${LIMITS.heapMb} MB of memory`)
  return `the process that reads messages ended unexpectedly (${ending.how})`
}

function closedError(): GmailSqlError {
  return new GmailSqlError('CONNECTION_LOST', 'the connection is closed')
}
