import { emitKeypressEvents } from 'node:readline'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Editor, type EditorOptions, type Request } from '../../../src/shell/edit/editor.ts'
import { highlight } from '../../../src/shell/edit/highlight.ts'
import { layOut } from '../../../src/shell/edit/layout.ts'
import { NO_THEME, THEMES } from '../../../src/shell/edit/theme.ts'
import { isComplete } from '../../../src/shell/typed-text.ts'

const [UP, DOWN, RIGHT, LEFT] = ['\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D']
const [HOME, END, DELETE, BACKSPACE] = ['\x1b[H', '\x1b[F', '\x1b[3~', '\x7f']
const [CTRL_LEFT, CTRL_RIGHT, ALT_ENTER, SHIFT_TAB] = ['\x1b[1;5D', '\x1b[1;5C', '\x1b\r', '\x1b[Z']
const [CTRL_A, CTRL_C, CTRL_D, CTRL_E, CTRL_G] = ['\x01', '\x03', '\x04', '\x05', '\x07']
const [CTRL_K, CTRL_R, CTRL_T, CTRL_U, CTRL_W, CTRL_Y] = ['\x0b', '\x12', '\x14', '\x15', '\x17', '\x19']
const CTRL_UNDERSCORE = '\x1f'
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`

/** Types into an editor as a terminal would; `|` in the result is the cursor. */
function type(keys: string, options: Partial<EditorOptions> = {}) {
  const editor = new Editor({
    prompt: '> ',
    continuation: '. ',
    history: [],
    hasSuggestions: true,
    isComplete,
    ...options,
  })
  const requests: Request[] = []
  const input = new PassThrough()
  emitKeypressEvents(input)
  input.on('keypress', (text, key) => {
    const request = editor.key(text, key)
    if (request) requests.push(request)
  })
  input.emit('data', Buffer.from(keys))
  const { text, cursor } = editor.buffer
  return { editor, requests, shown: `${text.slice(0, cursor)}|${text.slice(cursor)}` }
}

describe('keys change the text', () => {
  test.each([
    ['abc', LEFT + LEFT, 'a|bc'],
    ['abc', CTRL_A + RIGHT, 'a|bc'],
    ['a b', HOME + DELETE, '| b'],
    ['日本語', LEFT + BACKSPACE, '日|語'],
    ['e\u0301👨‍👩‍👧x', LEFT + BACKSPACE, 'e\u0301|x'],
    ['e\u0301x', LEFT + LEFT, '|e\u0301x'],
    ['one two_2', CTRL_W, 'one |'],
    ['one two', CTRL_LEFT + CTRL_LEFT + CTRL_RIGHT, 'one| two'],
    ['one two', CTRL_LEFT + CTRL_K + HOME + CTRL_Y, 'two|one '],
    ['one two', CTRL_LEFT + CTRL_U, '|two'],
    ['ab', CTRL_T, 'ab|'],
    ['ab', LEFT + CTRL_T, 'ba|'],
    ['one', ` two${CTRL_W}${CTRL_UNDERSCORE}`, 'one two|'],
    ['one', CTRL_UNDERSCORE, '|'],
    ['', BACKSPACE + DELETE + LEFT + RIGHT + CTRL_W + CTRL_Y + CTRL_UNDERSCORE, '|'],
  ])('%j, then %j', (text, keys, shown) => {
    expect(type(text + keys).shown).toBe(shown)
  })
})

describe('a statement of several lines', () => {
  test('is one text: Return begins a line until a semicolon ends it, and arrows move in it', () => {
    const { shown, requests } = type(`SELECT 1\r, 22\rFROM x${UP}${UP}${HOME}${DOWN}${END}${DOWN}`)
    expect(shown).toBe('SELECT 1\n, 22\nFROM| x')
    expect(requests).toEqual([])
    expect(type('SELECT 1\r;\r').requests).toEqual(['submit'])
  })

  test('keeps its column in half a character of another line', () => {
    expect(type(`👨‍👩‍👧x\rabc${UP}`).shown).toBe('|👨‍👩‍👧x\nabc')
  })

  test('is not run by Return before its last line, nor by Alt-Return', () => {
    expect(type(`a;${ALT_ENTER}b${UP}\r`).requests).toEqual([])
    expect(type(`a;${ALT_ENTER}`).shown).toBe('a;\n|')
  })

  test('may begin with an empty line', () => {
    expect(type(`${ALT_ENTER}a${UP}${HOME}${DOWN}`).shown).toBe('\n|a')
    expect(type(`${ALT_ENTER}${UP}${CTRL_A}${CTRL_U}${CTRL_K}`).shown).toBe('|')
  })
})

test.each([
  ['', true],
  ['.tables', true],
  ['\\dt', true],
  ['exit', true],
  ['-- note', true],
  ['SELECT 1', false],
  ["SELECT ';", false],
  ["SELECT ';';", true],
  ['SELECT 1; SELECT', true],
  ['SELECT 1 \\G', true],
  ["SELECT '\\G", false],
  ['/* ; ', false],
])('Return runs %j: %s', (text, expected) => {
  expect(isComplete(text)).toBe(expected)
})

test('what is pasted comes whole: nothing of it runs, and no control character is in it', () => {
  const { shown, requests } = type(paste('SELECT 1;\r\nSELECT\t2;\x07\r') + paste('\u001b[2J'))
  expect(shown).toBe('SELECT 1;\nSELECT\t2;\n|')
  expect(requests).toEqual([])
})

test('Ctrl-C and Ctrl-D are for the reader; Ctrl-D in a text deletes', () => {
  expect(type(CTRL_C).requests).toEqual(['interrupt'])
  expect(type(CTRL_D).requests).toEqual(['end'])
  expect(type(`ab${CTRL_A}${CTRL_D}`)).toMatchObject({ shown: '|b', requests: [] })
})

describe('the history', () => {
  const history = ['SELECT 3;', 'SELECT\n2;', '.tables', 'SELECT 1;']

  test('is walked from the first line, and the way back ends at what was typed', () => {
    expect(type(`x${UP}${UP}`, { history }).shown).toBe('SELECT\n2;|')
    expect(type(`x${UP}${UP}${UP}${UP}`, { history }).shown).toBe('.tables|')
    expect(type(`x${UP}${UP}${DOWN}${DOWN}`, { history }).shown).toBe('x|')
    expect(type(`x${UP.repeat(20)}`, { history }).shown).toBe('SELECT 1;|')
  })

  test('is searched by Ctrl-R in any case, again for the older; other keys take what is found', () => {
    expect(type(`x${CTRL_R}select${CTRL_E}`, { history }).shown).toBe('SELECT 3;|')
    expect(type(`x${CTRL_R}select${CTRL_R}${CTRL_R}${CTRL_E}`, { history }).shown).toBe('SELECT 1;|')
    expect(type(`${CTRL_R}TAB\r`, { history })).toMatchObject({ shown: '.tables|', requests: ['submit'] })
    expect(type(`x${CTRL_R}table${CTRL_G}`, { history }).shown).toBe('x|')
    expect(type(`x${CTRL_R}zzz\r`, { history }).shown).toBe('x\n|')
  })

  test('shows while it is searched what is found, and where', () => {
    const { editor } = type(`${CTRL_R}2z${BACKSPACE}`, { history })
    expect(editor.view(80, NO_THEME)).toMatchObject({
      prompt: 'search "2": ',
      text: 'SELECT\n2;',
      cursor: 7,
    })
  })

  test('suggests how a text goes on; Right takes it', () => {
    expect(type('SELECT ', { history }).editor.view(80, NO_THEME).suggestion).toBe('3;')
    expect(type(`SELECT ${RIGHT}`, { history }).shown).toBe('SELECT 3;|')
    expect(type('SELECT ', { history, hasSuggestions: false }).editor.view(80, NO_THEME).suggestion).toBe('')
  })
})

describe('Tab', () => {
  const complete = (text: string, cursor: number) => {
    const start = text.lastIndexOf(' ', cursor - 1) + 1
    const names = ['Inbox', 'Important', 'Work', '[Gmail]/All Mail']
    const fits = (name: string) => name.toLowerCase().startsWith(text.slice(start, cursor).toLowerCase())
    return { start, end: cursor, items: names.filter(fits).map(name => ({ text: name })) }
  }

  test('puts in what is the only one, or what all begin with', () => {
    expect(type('a wo\t', { complete }).shown).toBe('a Work|')
    expect(type('a I\t', { complete }).shown).toBe('a Inbox|')
    expect(type('a im\t;', { complete }).shown).toBe('a Important;|')
    expect(type('a x\t', { complete }).shown).toBe('a x|')
  })

  test('goes through several, back with Shift-Tab, and any other key goes on', () => {
    expect(type('a \t', { complete }).shown).toBe('a Inbox|')
    expect(type('a \t\t\t', { complete }).shown).toBe('a Work|')
    expect(type(`a \t\t${SHIFT_TAB}`, { complete }).shown).toBe('a Inbox|')
    expect(type(`a \t${SHIFT_TAB}`, { complete }).shown).toBe('a [Gmail]/All Mail|')
    expect(type('a \t\t;\t', { complete }).shown).toBe('a Important;|')
  })

  test('lists them below the text, at most six rows', () => {
    const { editor } = type('a \t', { complete })
    expect(editor.view(80, NO_THEME).below).toEqual([
      'Inbox             Important         Work              [Gmail]/All Mail',
    ])
    expect(editor.view(20, NO_THEME).below).toHaveLength(4)
    const many = (_: string, cursor: number) => ({
      start: cursor,
      end: cursor,
      items: Array.from({ length: 100 }, (_, i) => ({ text: `n${i}` })),
    })
    const view = type('\t'.repeat(30), { complete: many }).editor.view(10, THEMES['dark']!)
    expect(view.below).toHaveLength(7)
    expect(view.below.at(-1)).toBe('… 100 in all')
    expect(view.below.join()).toContain('\x1b[7mn28')
  })
})

describe('the screen', () => {
  const page = (text: string, cursor: number, columns: number) =>
    layOut(
      { prompt: '> ', continuation: '. ', text, cursor, spans: [], suggestion: '', below: [] },
      columns,
      NO_THEME,
    )

  test('has a row for each line, and one more where a line is longer', () => {
    expect(page('abc\ndefghi', 5, 6)).toEqual({
      rows: ['> abc', '. defg', 'hi'],
      cursorRow: 1,
      cursorColumn: 3,
    })
  })

  test('counts the columns of wide characters, and breaks none', () => {
    expect(page('日本語', 2, 7)).toEqual({ rows: ['> 日本', '語'], cursorRow: 1, cursorColumn: 0 })
    expect(page('日本語', 3, 80)).toEqual({ rows: ['> 日本語'], cursorRow: 0, cursorColumn: 8 })
  })

  test('has the cursor behind a full row at the start of the next', () => {
    expect(page('abcd', 4, 6)).toEqual({ rows: ['> abcd', ''], cursorRow: 1, cursorColumn: 0 })
  })

  test('shows no control character as itself', () => {
    expect(page('a\x1b[2Jb\u202ec\td', 0, 80).rows).toEqual(['> a\\x1b[2Jb\\u202ec  d'])
  })
})

test('colours tell keywords, functions, texts, names, numbers, comments, errors and commands apart', () => {
  const known = { isKeyword: (word: string) => word === 'SELECT', isFunction: (word: string) => word === 'F' }
  const styles = (text: string) =>
    highlight(text, known).map(({ start, end, style }) => [text.slice(start, end), style])
  expect(styles('Select F(x, \'a\', "n", 1.5, :p) ; F -- no')).toEqual([
    ['Select', 'keyword'],
    ['F', 'function'],
    ["'a'", 'string'],
    ['"n"', 'name'],
    ['1.5', 'number'],
    [':p', 'parameter'],
    ['-- no', 'comment'],
  ])
  expect(styles("a € 'open")).toEqual([
    ['€', 'error'],
    ["'open", 'string'],
  ])
  expect(styles('  .mode csv')).toEqual([['.mode', 'command']])
})

test('a text of 20,000 characters is typed without delay', () => {
  const text = `SELECT '${'日本 '.repeat(6000)}'`
  const { editor } = type(paste(text))
  const started = process.cpuUsage().user
  layOut(editor.view(80, NO_THEME), 80, NO_THEME)
  // Microseconds of processor time for one key; 100 ms is what a person notices, on a machine ten times as slow.
  expect(process.cpuUsage().user - started).toBeLessThan(1_000_000)
})
