import type { Key } from 'node:readline'
import { type Completion, CompletionMenu, commonStart } from './completion-menu.ts'
import { HistorySearch } from './history-search.ts'
import { HistoryWalk } from './history-walk.ts'
import { type Action, actionOf, typedText } from './key-bindings.ts'
import type { Span, View } from './layout.ts'
import { TextBuffer } from './text-buffer.ts'
import type { Theme } from './theme.ts'

export interface EditorOptions {
  readonly prompt: string
  /** Before the second line and those below it. */
  readonly continuation: string
  readonly initial?: string | undefined
  /** Newest first. */
  readonly history: readonly string[]
  /** Whether Return ends the reading, or begins a line. */
  isComplete(text: string): boolean
  complete?(text: string, cursor: number): Completion
  highlight?(text: string): readonly Span[]
  /** Whether what the history would go on with is shown. */
  readonly hasSuggestions: boolean
  /** Nothing of what is typed is shown. */
  readonly isSecret?: boolean
}

/** What a key asks of whoever reads. */
export type Request = 'submit' | 'interrupt' | 'end' | 'clear' | 'openEditor' | 'suspend'

/** One statement while it is typed: keys come in, a view of the text comes out. No terminal is touched. */
export class Editor {
  readonly buffer = new TextBuffer()
  readonly #options: EditorOptions
  readonly #history: HistoryWalk
  #search: HistorySearch | undefined
  #menu: CompletionMenu | undefined
  /** What is pasted comes as it is: no line of it runs before the rest. */
  #pasted: string | undefined

  constructor(options: EditorOptions) {
    this.#options = options
    this.#history = new HistoryWalk(options.history)
    if (options.initial) this.buffer.set(options.initial)
  }

  key(text: string | undefined, key: Key): Request | undefined {
    if (key.name === 'paste-start') this.#pasted = ''
    else if (key.name === 'paste-end') this.#paste()
    else if (this.#pasted !== undefined) this.#pasted += text ?? ''
    else if (this.#search) return this.#searchKey(this.#search, text, key)
    else return this.#editKey(text, key)
    return undefined
  }

  view(columns: number, theme: Theme): View {
    const { continuation, highlight, isSecret = false } = this.#options
    if (isSecret)
      return {
        prompt: this.#options.prompt,
        continuation,
        text: '',
        cursor: 0,
        spans: [],
        suggestion: '',
        below: [],
      }
    const { text, cursor } = this.buffer
    const found = this.#search?.found
    const shown = found ?? text
    return {
      prompt: this.#search?.prompt ?? this.#options.prompt,
      continuation,
      text: shown,
      cursor: this.#search && found !== undefined ? this.#search.cursor : cursor,
      spans: highlight?.(shown) ?? [],
      suggestion: this.#menu || this.#search ? '' : this.#suggestion().replaceAll('\n', ' '),
      below: this.#menu?.rows(columns, theme) ?? [],
    }
  }

  #editKey(text: string | undefined, key: Key): Request | undefined {
    const typed = typedText(text, key)
    const action = typed === undefined ? actionOf(key) : undefined
    if (action === 'complete' || action === 'completeBack') {
      this.#complete(action === 'complete' ? 1 : -1)
      return undefined
    }
    this.#menu = undefined
    if (typed !== undefined) this.buffer.insert(typed)
    return action && this.#act(action)
  }

  #act(action: Action): Request | undefined {
    const { buffer } = this
    if (action === 'submit') return this.#submit()
    if (isRequest(action)) return action
    if (action === 'endOrDelete') return buffer.text === '' ? 'end' : void buffer.deleteRight()
    if (action === 'newLine') buffer.insert('\n')
    else if (action === 'search')
      this.#search = this.#options.isSecret ? undefined : new HistorySearch(this.#history)
    else if (action === 'older' || action === 'newer') this.#recall(action)
    else if (action === 'up' || action === 'down') this.#vertical(action)
    else if (isSuggestionKey(action) && buffer.isAtEnd) buffer.insert(this.#suggestion())
    else if (action !== 'cancel' && action !== 'complete' && action !== 'completeBack') buffer[action]()
    return undefined
  }

  #submit(): Request | undefined {
    const { buffer } = this
    if (buffer.isOnLastLine && this.#options.isComplete(buffer.text)) return 'submit'
    buffer.insert('\n')
    return undefined
  }

  #vertical(direction: 'up' | 'down'): void {
    const { buffer } = this
    const isAtEdge = direction === 'up' ? buffer.isOnFirstLine : buffer.isOnLastLine
    if (isAtEdge) this.#recall(direction === 'up' ? 'older' : 'newer')
    else buffer.vertical(direction === 'up' ? -1 : 1)
  }

  #recall(direction: 'older' | 'newer'): void {
    const entry = direction === 'older' ? this.#history.older(this.buffer.text) : this.#history.newer()
    if (entry !== undefined) this.buffer.set(entry)
  }

  #suggestion(): string {
    const { hasSuggestions } = this.#options
    return hasSuggestions && this.buffer.isAtEnd ? this.#history.suggestion(this.buffer.text) : ''
  }

  #complete(direction: 1 | -1): void {
    const { buffer } = this
    if (this.#menu) {
      this.#menu.step(buffer, direction)
      return
    }
    const completion = this.#options.complete?.(buffer.text, buffer.cursor)
    if (!completion) return
    const { items, start, end } = completion
    const typed = buffer.text.slice(start, end)
    const common = commonStart(items)
    const isLonger = common.length > typed.length && common.toLowerCase().startsWith(typed.toLowerCase())
    if (items.length === 1 || isLonger)
      buffer.replace(start, end, items.length === 1 ? items[0]!.text : common)
    if (items.length <= 1) return
    this.#menu = new CompletionMenu({ ...completion, end: isLonger ? start + common.length : end })
    if (!isLonger) this.#menu.step(buffer, direction)
  }

  #paste(): void {
    const text = (this.#pasted ?? '').replace(/\r\n?/g, '\n')
    this.#pasted = undefined
    this.#menu = undefined
    // Control characters mean nothing in a statement, and could not be seen.
    this.buffer.insert(text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ''))
  }

  #searchKey(search: HistorySearch, text: string | undefined, key: Key): Request | undefined {
    const typed = typedText(text, key)
    const action = typed === undefined ? actionOf(key) : undefined
    if (typed !== undefined) search.type(typed)
    else if (action === 'search') search.next()
    else if (action === 'deleteLeft') search.erase()
    else {
      this.#search = undefined
      if (action === 'cancel' || action === 'interrupt') return undefined
      if (search.found !== undefined) this.buffer.set(search.found)
      return this.#editKey(text, key)
    }
    return undefined
  }
}

function isRequest(action: Action): action is Action & Request {
  return ['interrupt', 'clear', 'openEditor', 'suspend'].includes(action)
}

function isSuggestionKey(action: Action): action is 'right' | 'lineEnd' {
  return action === 'right' || action === 'lineEnd'
}
