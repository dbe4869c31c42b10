import { GmailSqlError } from '../util/errors.ts'
import { LIMITS, limitText } from './limits.ts'
import type { ReadRequest } from './protocol.ts'
import { type Ending, ReaderChild } from './reader-child.ts'
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
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** Sent ahead, so that the process does not wait for the next message; not more, because what is sent is held twice. */
const MOST_AHEAD = 16
const MOST_BYTES_AHEAD = 4 * 1024 * 1024

const NOTHING: Bodies = { text: null, html: null, error: null }

/** The process is started by the first call, and again after it had to be ended. */
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
    if (request.op === 'bodies' && request.parts.length === 0) return { result: NOTHING }
    return new Promise((resolve, reject) => {
      const job = { request, bytes, resolve, reject }
      onJob(job)
      this.#waiting.push(job)
    })
  }

  #send(): void {
    while (this.#waiting.length > 0 && this.#sent.length < MOST_AHEAD) {
      const job = this.#waiting[0]!
      if (this.#sent.length > 0 && this.#sentBytes + job.bytes > MOST_BYTES_AHEAD) return
      this.#waiting.shift()
      this.#sent.push(job)
      this.#sentBytes += job.bytes
      this.#child ??= this.#start()
      this.#child.send(job.request)
    }
  }

  #start(): ReaderChild {
    return new ReaderChild(
      { charset: this.#options.charset },
      {
        onAnswer: answer =>
          this.#answerOldest(answer.is === 'read' ? { result: answer.result } : { error: answer.error }),
        onEnd: ending => this.#onEnd(ending),
      },
    )
  }

  #answerOldest(answer: Answer): void {
    const job = this.#sent.shift()
    if (job === undefined) return
    this.#sentBytes -= job.bytes
    job.resolve(answer)
    this.#send()
  }

  /** The oldest request is the one that it was at; the others are read by the next process. */
  #onEnd(ending: Ending): void {
    this.#child = undefined
    if (ending.is === 'not started') {
      this.#rejectAll(
        new GmailSqlError('INTERNAL', `the process that reads messages did not start (${ending.how})`),
      )
      return
    }
    const [culprit, ...others] = this.#sent
    this.#sent = []
    this.#sentBytes = 0
    this.#waiting.unshift(...others)
    culprit?.resolve({ error: endingText(ending) })
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
