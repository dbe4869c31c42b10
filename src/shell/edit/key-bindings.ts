import type { Key } from 'node:readline'

/** What keys do while a statement is typed. */
export type Action =
  | 'submit'
  | 'newLine'
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  | 'lineStart'
  | 'lineEnd'
  | 'textStart'
  | 'textEnd'
  | 'up'
  | 'down'
  | 'older'
  | 'newer'
  | 'deleteLeft'
  | 'deleteRight'
  | 'killWordLeft'
  | 'killWordRight'
  | 'killToLineStart'
  | 'killToLineEnd'
  | 'yank'
  | 'swap'
  | 'undo'
  | 'complete'
  | 'completeBack'
  | 'search'
  | 'clear'
  | 'interrupt'
  | 'endOrDelete'
  | 'openEditor'
  | 'suspend'
  | 'cancel'

interface Binding {
  readonly action: Action
  /** As `keyName` names them. */
  readonly keys: readonly string[]
  /** For the page of the shell; none where the key is what everyone expects. */
  readonly help?: string
}

export const BINDINGS: readonly Binding[] = [
  {
    action: 'submit',
    keys: ['return', 'enter'],
    help: 'runs a statement that is complete, else begins a line',
  },
  { action: 'newLine', keys: ['meta-return', 'meta-enter'], help: 'begins a line in any case' },
  { action: 'complete', keys: ['tab'], help: 'completes; again: the next of what is offered' },
  { action: 'completeBack', keys: ['shift-tab'], help: 'the one before' },
  { action: 'search', keys: ['ctrl-r'], help: 'searches the history; again: the next older' },
  { action: 'up', keys: ['up'], help: 'the line above, from the first one the older statement' },
  { action: 'down', keys: ['down'], help: 'the line below, from the last one the newer statement' },
  { action: 'older', keys: ['ctrl-p', 'pageup'], help: 'the older statement' },
  { action: 'newer', keys: ['ctrl-n', 'pagedown'], help: 'the newer statement' },
  { action: 'openEditor', keys: ['ctrl-x', 'ctrl-o'], help: 'opens what is typed in your editor' },
  { action: 'undo', keys: ['ctrl-_'], help: 'undoes the last change' },
  { action: 'interrupt', keys: ['ctrl-c'], help: 'drops what is typed, cancels what runs' },
  { action: 'endOrDelete', keys: ['ctrl-d'], help: 'leaves when nothing is typed' },
  { action: 'clear', keys: ['ctrl-l'], help: 'clears the screen' },
  { action: 'suspend', keys: ['ctrl-z'], help: 'stops the shell until fg, on systems that have that' },
  { action: 'cancel', keys: ['escape', 'ctrl-g'] },
  { action: 'left', keys: ['left', 'ctrl-b'] },
  { action: 'right', keys: ['right', 'ctrl-f'], help: 'at the end: takes the suggestion of the history' },
  { action: 'wordLeft', keys: ['ctrl-left', 'meta-left', 'meta-b'] },
  { action: 'wordRight', keys: ['ctrl-right', 'meta-right', 'meta-f'] },
  { action: 'lineStart', keys: ['home', 'ctrl-a'] },
  { action: 'lineEnd', keys: ['end', 'ctrl-e'] },
  { action: 'textStart', keys: ['ctrl-home', 'meta-<'] },
  { action: 'textEnd', keys: ['ctrl-end', 'meta->'] },
  { action: 'deleteLeft', keys: ['backspace', 'ctrl-h', 'shift-backspace'] },
  { action: 'deleteRight', keys: ['delete'] },
  { action: 'killWordLeft', keys: ['ctrl-w', 'meta-backspace'] },
  { action: 'killWordRight', keys: ['meta-d', 'ctrl-delete'] },
  { action: 'killToLineStart', keys: ['ctrl-u'] },
  { action: 'killToLineEnd', keys: ['ctrl-k'] },
  { action: 'yank', keys: ['ctrl-y'] },
  { action: 'swap', keys: ['ctrl-t'] },
]

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  BINDINGS.flatMap(({ action, keys }) => keys.map(key => [key, action] as const)),
)

export function actionOf(key: Key): Action | undefined {
  return ACTIONS.get(keyName(key))
}

function keyName({ name, sequence, ctrl, meta, shift }: Key): string {
  // Node gives these no name.
  if (sequence === '\x1f') return 'ctrl-_'
  const base = name ?? sequence ?? ''
  // An escape alone comes with `meta`, and letters with `shift` are typed.
  const isMeta = meta && base !== 'escape'
  const isShift = shift && base.length > 1
  return `${ctrl ? 'ctrl-' : ''}${isMeta ? 'meta-' : ''}${isShift ? 'shift-' : ''}${base}`
}

/** The text that a key types; undefined for keys that type none. */
export function typedText(text: string | undefined, { ctrl, meta }: Key): string | undefined {
  if (text === undefined || ctrl || meta || /^[\u0000-\u001f\u007f-\u009f]/.test(text)) return undefined
  return text
}
