import type { Argument } from './arguments.ts'
import type { Variables } from './variables.ts'

/** How the items of a list are compared. */
interface Rules {
  readonly isOrdered: boolean
  /** So many items belong together: 2 for names with values. */
  readonly chain: number
  readonly mayHaveMore: boolean
  /** May be there beside what is named, where nothing else may. */
  readonly ignored: readonly string[]
  /** Must not be there. */
  readonly banned: readonly string[]
}

const ORDERED: Rules = { isOrdered: true, chain: 1, mayHaveMore: false, ignored: [], banned: [] }
const NAMES: Rules = { ...ORDERED, isOrdered: false, mayHaveMore: true }
const PAIRS: Rules = { ...NAMES, chain: 2 }
const FLAGS: Rules = {
  ...NAMES,
  mayHaveMore: false,
  ignored: ['\\recent', '$hasattachment', '$hasnoattachment'],
}

const DIRECTIVE = /^\$!(unordered|ordered|extra|noextra|ignore|ban)(?:=(.+))?$/

/**
 * Whether a response is what a line of a script expects; `variables` learn from it. `isPrefix`: more words may follow, and the
 * last word may be longer.
 */
export function matches(
  pattern: readonly Argument[],
  response: readonly Argument[],
  variables: Variables,
  isPrefix = false,
): boolean {
  return new Matcher(nameOf(pattern), variables).sequence(pattern, response, isPrefix)
}

/** `FETCH` of `1 FETCH (…)`, in lower case. */
function nameOf([first, second]: readonly Argument[]): string {
  const isNumbered = first?.kind === 'atom' && /^[$\d]/.test(first.text)
  const word = isNumbered ? second : first
  return word?.kind === 'atom' ? word.text.toLowerCase() : ''
}

class Matcher {
  readonly #name: string
  readonly #variables: Variables

  constructor(name: string, variables: Variables) {
    this.#name = name
    this.#variables = variables
  }

  sequence(pattern: readonly Argument[], items: readonly Argument[], isPrefix: boolean): boolean {
    if (isPrefix ? items.length < pattern.length : items.length !== pattern.length) return false
    return pattern.every((each, index) => {
      const isLast = isPrefix && index === pattern.length - 1
      return this.#one(each, items[index]!, rulesAt(this.#name, index), isLast)
    })
  }

  #one(pattern: Argument, item: Argument, rules: Rules, isPrefix = false): boolean {
    if (pattern.kind === 'nil' || item.kind === 'nil') return pattern.kind === item.kind
    if (pattern.kind === 'list') return item.kind === 'list' && this.#list(pattern.items, item.items, rules)
    if (item.kind === 'list') return pattern.text === '$'
    return this.#variables.match(pattern.text, item.text, isPrefix)
  }

  #list(pattern: readonly Argument[], items: readonly Argument[], defaults: Rules): boolean {
    const { rules, rest } = readDirectives(pattern, defaults)
    if (rules.isOrdered)
      return (
        rest.length === items.length && rest.every((each, index) => this.#one(each, items[index]!, ORDERED))
      )
    if (rest.length % rules.chain !== 0 || items.length % rules.chain !== 0) return false
    const left = chains(items, rules.chain)
    for (const wanted of chains(rest, rules.chain)) {
      const index = left.findIndex(chain => this.#chain(wanted, chain))
      if (index < 0) return false
      left.splice(index, 1)
    }
    return mayRemain(left, rules)
  }

  #chain(pattern: readonly Argument[], items: readonly Argument[]): boolean {
    const [first] = pattern
    const isFlags = this.#name === 'fetch' && first?.kind === 'atom' && first.text.toLowerCase() === 'flags'
    return pattern.every((each, index) => this.#one(each, items[index]!, isFlags ? FLAGS : ORDERED))
  }
}

/** Of a list that has no directives of its own. */
function rulesAt(name: string, index: number): Rules {
  if ((name === 'list' || name === 'lsub') && index === 1) return NAMES
  if ((name === 'status' || name === 'fetch') && index === 2) return PAIRS
  return ORDERED
}

function readDirectives(
  pattern: readonly Argument[],
  defaults: Rules,
): { rules: Rules; rest: readonly Argument[] } {
  let rules = defaults
  for (const [index, argument] of pattern.entries()) {
    if (argument.kind !== 'atom' || !argument.text.startsWith('$!'))
      return { rules, rest: pattern.slice(index) }
    rules = withDirective(index === 0 ? ORDERED : rules, argument.text)
  }
  return { rules, rest: [] }
}

function withDirective(rules: Rules, text: string): Rules {
  const [, name, value = ''] = DIRECTIVE.exec(text) ?? []
  switch (name) {
    case 'unordered':
      return { ...rules, isOrdered: false, mayHaveMore: true, chain: value === '' ? 1 : Number(value) }
    case 'ordered':
      return { ...rules, isOrdered: true }
    case 'extra':
      return { ...rules, mayHaveMore: true }
    case 'noextra':
      return { ...rules, mayHaveMore: false }
    case 'ignore':
      return { ...rules, ignored: [...rules.ignored, value.toLowerCase()] }
    case 'ban':
      return { ...rules, banned: [...rules.banned, value.toLowerCase()] }
    default:
      throw new Error(`unknown directive ${text}`)
  }
}

function chains(items: readonly Argument[], length: number): (readonly Argument[])[] {
  const found: (readonly Argument[])[] = []
  for (let at = 0; at < items.length; at += length) found.push(items.slice(at, at + length))
  return found
}

function mayRemain(left: readonly (readonly Argument[])[], rules: Rules): boolean {
  const names = left.map(([first]) => (first?.kind === 'atom' ? first.text.toLowerCase() : ''))
  if (names.some(name => rules.banned.includes(name))) return false
  return rules.mayHaveMore || names.every(name => rules.ignored.includes(name))
}
