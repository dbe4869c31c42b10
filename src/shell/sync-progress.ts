import { escapeForTerminal, type Progress, takeWidth } from './door.ts'
import type { ShellIo } from './io.ts'

const REDRAW_MS = 100
const LINE_MS = 2_000
const CLEAR_LINE = '\r\u001b[K'

/** How far a statement is with what it fetches, on stderr: one line that is drawn again on a terminal, else a line now and then. */
export class SyncProgress {
  readonly #io: ShellIo
  readonly #now: () => number
  #last = Number.NEGATIVE_INFINITY
  #isDrawn = false

  constructor(io: ShellIo, now: () => number = () => performance.now()) {
    this.#io = io
    this.#now = now
  }

  /** @param place `2 of 12` mailboxes; null where there is one only */
  tell(place: string | null, progress: Progress): void {
    const isLine = !this.#io.isTTY.stderr
    const now = this.#now()
    if (now - this.#last < (isLine ? LINE_MS : REDRAW_MS)) return
    this.#last = now
    const text = progressText(place, progress)
    if (isLine) return void this.#io.stderr.write(`${text}\n`)
    this.#io.stderr.write(CLEAR_LINE + takeWidth(text, (this.#io.columns ?? 80) - 1))
    this.#isDrawn = true
  }

  /** Nothing of it stays on a terminal. */
  clear(): void {
    if (this.#isDrawn) this.#io.stderr.write(CLEAR_LINE)
    this.#isDrawn = false
  }
}

function progressText(
  place: string | null,
  { mailbox, done, total, bytesReceived, secondsLeft }: Progress,
): string {
  const count = (n: number) => n.toLocaleString('en-US')
  const parts = [`${count(done)} of ${count(total)} messages`, bytesText(bytesReceived)]
  if (secondsLeft !== null) parts.push(`${durationText(secondsLeft)} left`)
  const where = place === null ? '' : ` (${place})`
  return `${escapeForTerminal(mailbox)}${where}: ${parts.join(', ')}`
}

function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** `0:07`, `12:30`, `1:02:03`. */
function durationText(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
