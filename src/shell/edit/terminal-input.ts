import { emitKeypressEvents, type Key } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { type ShellIo, screenOf, screenSize } from '../io.ts'
import { Editor, type EditorOptions, type Request } from './editor.ts'
import type { View } from './layout.ts'
import { Screen } from './screen.ts'
import type { Theme } from './theme.ts'

/** Ctrl-C at the prompt: what was typed so far is dropped. */
export const INTERRUPTED = Symbol('interrupted')
/** What was read; undefined after Ctrl-D, or when nothing more can come. */
export type Typed = string | typeof INTERRUPTED | undefined

/** `CSI ? 2004 h` lets a terminal say what is pasted. */
const PASTE_ON = '\x1b[?2004h'
const PASTE_OFF = '\x1b[?2004l'

type KeyEvent = readonly [text: string | undefined, key: Key]
type Input = Readable & { setRawMode?(isRaw: boolean): unknown }

interface Reading {
  readonly editor: Editor
  finish(typed: Typed): void
}

/** The keyboard and the place on the screen where it writes. Keys that come while nobody reads wait their turn. */
export class TerminalInput {
  /** Called for Ctrl-C while nothing is being read. */
  onInterrupt: () => void = () => {}
  /** Opens a text in the user's editor; answers the text as it was left. */
  openEditor: ((text: string) => Promise<string>) | undefined
  theme: Theme
  readonly #input: Input
  readonly #output: Writable
  readonly #screen: Screen
  readonly #io: ShellIo
  #waiting: KeyEvent[] = []
  #reading: Reading | undefined
  #isClosed = false
  #isDrawing = false
  #isSuspended = false
  readonly #onKey = (text: string | undefined, key: Key) => this.#take([text, key])
  readonly #onEnd = () => this.#end()
  readonly #onResize = () => this.#redraw()

  constructor(io: ShellIo, theme: Theme) {
    this.#io = io
    this.theme = theme
    this.#input = io.stdin
    this.#output = screenOf(io)
    this.#screen = new Screen(this.#output, () => screenSize(io))
    emitKeypressEvents(this.#input)
    this.#input.on('keypress', this.#onKey)
    this.#input.on('end', this.#onEnd)
    this.#output.on('resize', this.#onResize)
    this.#listen(true)
  }

  read(options: EditorOptions, signal?: AbortSignal): Promise<Typed> {
    return new Promise(resolve => {
      const giveUp = () => this.#leave(INTERRUPTED)
      const finish = (typed: Typed) => {
        signal?.removeEventListener('abort', giveUp)
        resolve(typed)
      }
      this.#reading = { editor: new Editor(options), finish }
      if (signal?.aborted) return giveUp()
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#draw()
      this.#drain()
      if (this.#isClosed && this.#reading) this.#leave(undefined)
    })
  }

  /** Gives the terminal to another program until the action ends. */
  async suspend<T>(action: () => Promise<T>): Promise<T> {
    // Ctrl-C goes to the other program; this one gets the signal too.
    const ignore = () => {}
    process.on('SIGINT', ignore)
    this.#isSuspended = true
    this.#listen(false)
    try {
      return await action()
    } finally {
      process.off('SIGINT', ignore)
      this.#isSuspended = false
      this.#listen(true)
      this.#screen.forget()
    }
  }

  close(): void {
    this.#isClosed = true
    this.#input.off('keypress', this.#onKey)
    this.#input.off('end', this.#onEnd)
    this.#output.off('resize', this.#onResize)
    this.#listen(false)
  }

  #listen(isOn: boolean): void {
    if (isOn) this.#input.resume()
    this.#input.setRawMode?.(isOn)
    if (this.#input.setRawMode) this.#output.write(isOn ? PASTE_ON : PASTE_OFF)
    if (!isOn) this.#input.pause()
  }

  #take(event: KeyEvent): void {
    const [, key] = event
    if (!this.#reading && key.ctrl && key.name === 'c') {
      this.#waiting = []
      this.onInterrupt()
      return
    }
    this.#waiting.push(event)
    this.#drain()
  }

  #drain(): void {
    while (this.#reading && !this.#isSuspended) {
      const event = this.#waiting.shift()
      if (!event) return
      const request = this.#reading.editor.key(...event)
      if (request) this.#answer(request, this.#reading.editor)
      else this.#drawSoon()
    }
  }

  #answer(request: Request, editor: Editor): void {
    if (request === 'submit') this.#leave(editor.buffer.text)
    else if (request === 'end') this.#leave(undefined)
    else if (request === 'clear') {
      this.#screen.clear()
      this.#draw()
    } else if (request === 'openEditor') void this.#edit(editor)
    else if (request === 'suspend') this.#stop()
    else {
      this.#waiting = []
      this.#draw()
      this.#output.write('^C')
      this.#leave(INTERRUPTED)
    }
  }

  #leave(typed: Typed): void {
    const reading = this.#reading
    if (!reading) return
    this.#reading = undefined
    if (typed === INTERRUPTED) {
      this.#output.write('\r\n')
      this.#screen.forget()
    } else this.#screen.leave(this.#view(reading), this.theme)
    reading.finish(typed)
  }

  async #edit(editor: Editor): Promise<void> {
    const { openEditor } = this
    if (!openEditor) return
    try {
      const text = await openEditor(editor.buffer.text)
      editor.buffer.set(text)
    } catch (error) {
      this.#output.write(`${error instanceof Error ? error.message : String(error)}\r\n`)
    }
    this.#draw()
    this.#drain()
  }

  /** Job control: the terminal is the other shell's until SIGCONT. */
  #stop(): void {
    if (!this.#io.isOfProcess || process.platform === 'win32') return
    this.#listen(false)
    process.once('SIGCONT', () => {
      this.#listen(true)
      this.#screen.forget()
      this.#draw()
    })
    process.kill(process.pid, 'SIGTSTP')
  }

  #end(): void {
    this.#isClosed = true
    this.#leave(undefined)
  }

  /** Once for all keys that came together. */
  #drawSoon(): void {
    if (this.#isDrawing) return
    this.#isDrawing = true
    queueMicrotask(() => {
      this.#isDrawing = false
      this.#draw()
    })
  }

  #redraw(): void {
    if (!this.#isSuspended) this.#draw()
  }

  #draw(): void {
    if (this.#reading) this.#screen.draw(this.#view(this.#reading), this.theme)
  }

  #view({ editor }: Reading): View {
    return editor.view(screenSize(this.#io).columns, this.theme)
  }
}
