const graphemes = new Intl.Segmenter()
const WORD = /[\p{L}\p{N}_]/u
const MOST_UNDO = 200

interface State {
  readonly text: string
  readonly cursor: number
}

/** The text of a statement that is being typed, and the place of the cursor in it. Moves go by graphemes. */
export class TextBuffer {
  #text = ''
  #cursor = 0
  #killed = ''
  #undo: State[] = []
  /** Letters typed one after the other are undone together. */
  #isTyping = false

  get text(): string {
    return this.#text
  }

  /** UTF-16 code units from the start. */
  get cursor(): number {
    return this.#cursor
  }

  get isAtEnd(): boolean {
    return this.#cursor === this.#text.length
  }

  get isOnFirstLine(): boolean {
    return !this.#text.slice(0, this.#cursor).includes('\n')
  }

  get isOnLastLine(): boolean {
    return !this.#text.slice(this.#cursor).includes('\n')
  }

  /** @param cursor default: at the end */
  set(text: string, cursor = text.length): void {
    this.#change(text, cursor)
  }

  insert(text: string): void {
    const isLetter = text.length === 1 && text !== '\n'
    this.replace(this.#cursor, this.#cursor, text, isLetter)
  }

  /** Puts a text in place of a range; the cursor goes behind it. */
  replace(start: number, end: number, text: string, isLetter = false): void {
    const changed = this.#text.slice(0, start) + text + this.#text.slice(end)
    this.#change(changed, start + text.length, isLetter && this.#isTyping)
    this.#isTyping = isLetter
  }

  left(): void {
    this.#move(this.#before())
  }

  right(): void {
    this.#move(this.#behind())
  }

  wordLeft(): void {
    this.#move(this.#wordStart())
  }

  wordRight(): void {
    this.#move(this.#wordEnd())
  }

  lineStart(): void {
    this.#move(this.#startOfLine(this.#cursor))
  }

  lineEnd(): void {
    this.#move(this.#endOfLine())
  }

  textStart(): void {
    this.#move(0)
  }

  textEnd(): void {
    this.#move(this.#text.length)
  }

  /** To the same column of the line above or below. */
  vertical(direction: -1 | 1): void {
    const start = this.#startOfLine(this.#cursor)
    const column = this.#cursor - start
    const target = direction < 0 ? this.#startOfLine(start - 1) : this.#endOfLine() + 1
    const end = this.#text.indexOf('\n', target)
    const to = Math.min(target + column, end < 0 ? this.#text.length : end)
    // The column counts code units, so it may be in the middle of a character there.
    this.#move(this.#snap(target, to))
  }

  deleteLeft(): void {
    this.#cut(this.#before(), this.#cursor)
  }

  deleteRight(): void {
    this.#cut(this.#cursor, this.#behind())
  }

  killWordLeft(): void {
    this.#kill(this.#wordStart(), this.#cursor)
  }

  killWordRight(): void {
    this.#kill(this.#cursor, this.#wordEnd())
  }

  killToLineStart(): void {
    this.#kill(this.#startOfLine(this.#cursor), this.#cursor)
  }

  killToLineEnd(): void {
    const end = this.#endOfLine()
    this.#kill(this.#cursor, end === this.#cursor ? this.#behind() : end)
  }

  yank(): void {
    this.insert(this.#killed)
  }

  swap(): void {
    const from = this.#before()
    const to = this.#behind()
    const [left, right] = [this.#text.slice(from, this.#cursor), this.#text.slice(this.#cursor, to)]
    if (left !== '' && right !== '' && right !== '\n') this.replace(from, to, right + left)
  }

  undo(): void {
    const state = this.#undo.pop()
    if (!state) return
    this.#text = state.text
    this.#cursor = state.cursor
    this.#isTyping = false
  }

  #change(text: string, cursor: number, isSameStep = false): void {
    if (!isSameStep) {
      this.#undo.push({ text: this.#text, cursor: this.#cursor })
      if (this.#undo.length > MOST_UNDO) this.#undo.shift()
    }
    this.#isTyping = false
    this.#text = text
    this.#cursor = cursor
  }

  #move(cursor: number): void {
    this.#isTyping = false
    this.#cursor = cursor
  }

  #cut(start: number, end: number): void {
    if (start < end) this.replace(start, end, '')
  }

  #kill(start: number, end: number): void {
    if (start < end) this.#killed = this.#text.slice(start, end)
    this.#cut(start, end)
  }

  #startOfLine(at: number): number {
    return at <= 0 ? 0 : this.#text.lastIndexOf('\n', at - 1) + 1
  }

  #endOfLine(): number {
    const end = this.#text.indexOf('\n', this.#cursor)
    return end < 0 ? this.#text.length : end
  }

  #before(): number {
    return this.#snap(this.#startOfLine(this.#cursor - 1), this.#cursor - 1)
  }

  #behind(): number {
    if (this.isAtEnd) return this.#cursor
    const rest = this.#text.slice(this.#cursor, this.#cursor + 100)
    const [first] = graphemes.segment(rest)
    return this.#cursor + (first?.segment.length ?? 0)
  }

  /** The start of the grapheme that holds `at`, in the text from `from` on. */
  #snap(from: number, at: number): number {
    if (at <= from) return Math.max(0, at)
    return (
      from + (graphemes.segment(this.#text.slice(from, this.#endAfter(at))).containing(at - from)?.index ?? 0)
    )
  }

  #endAfter(at: number): number {
    const end = this.#text.indexOf('\n', at + 1)
    return end < 0 ? this.#text.length : end
  }

  #wordStart(): number {
    let at = this.#cursor
    while (at > 0 && !WORD.test(this.#text[at - 1]!)) at--
    while (at > 0 && WORD.test(this.#text[at - 1]!)) at--
    return at
  }

  #wordEnd(): number {
    let at = this.#cursor
    while (at < this.#text.length && !WORD.test(this.#text[at]!)) at++
    while (at < this.#text.length && WORD.test(this.#text[at]!)) at++
    return at
  }
}
