/** What is coloured at the prompt. */
export type StyleName =
  | 'prompt'
  | 'keyword'
  | 'function'
  | 'string'
  | 'number'
  | 'name'
  | 'parameter'
  | 'comment'
  | 'command'
  | 'error'
  | 'suggestion'
  | 'selected'

/** SGR parameters (ECMA-48, 8.3.117) of each style; '' is the terminal's own. */
export type Theme = Readonly<Record<StyleName, string>>

const PLAIN: Theme = {
  prompt: '',
  keyword: '',
  function: '',
  string: '',
  number: '',
  name: '',
  parameter: '',
  comment: '',
  command: '',
  error: '',
  suggestion: '',
  selected: '',
}

const DARK: Theme = {
  prompt: '1',
  keyword: '1;34',
  function: '36',
  string: '32',
  number: '35',
  name: '33',
  parameter: '35',
  comment: '2',
  command: '1;36',
  error: '31',
  suggestion: '2',
  selected: '7',
}

/** By name, for `.theme`. All but mono use the sixteen colours that the terminal's own scheme defines. */
export const THEMES: Readonly<Record<string, Theme>> = {
  dark: DARK,
  light: { ...DARK, keyword: '34', function: '35', string: '31', number: '32', name: '36', error: '1;31' },
  warm: { ...DARK, keyword: '1;33', function: '33', string: '32', number: '36', name: '35', command: '1;33' },
  mono: { ...PLAIN, keyword: '1', command: '1', comment: '2', error: '4', suggestion: '2', selected: '7' },
}

/** What NO_COLOR and TERM=dumb leave. */
export const NO_THEME = PLAIN

export function paint(theme: Theme, style: StyleName | undefined, text: string): string {
  const sgr = style === undefined ? '' : theme[style]
  return sgr === '' ? text : `\x1b[${sgr}m${text}\x1b[0m`
}
