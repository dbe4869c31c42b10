import { badArgument, optional, text } from './arguments.ts'
import { lengthOf } from './code-points.ts'
import { Family } from './define.ts'
import { fold } from './fold.ts'
import { matches, readPattern, textCodes } from './like-pattern.ts'

type Ready = (given: string) => boolean

const LARGEST_CACHE = 100
const LONGEST_WORD = 64
const ready = new Map<string, Ready>()

function readyPattern(pattern: string, mark: string | null): Ready {
  const key = `${mark ?? ''}\0${pattern}`
  let known = ready.get(key)
  if (!known) {
    const simple = mark === null ? (wordPattern(pattern) ?? wordsPattern(pattern)) : null
    known = simple ?? generalPattern(pattern, mark)
    if (ready.size >= LARGEST_CACHE) ready.clear()
    ready.set(key, known)
  }
  return known
}

/** Most patterns are `%word%`, `word%` or `%word`, which a search for the word decides. */
function wordPattern(pattern: string): Ready | null {
  const match = /^(%?)([^%_]*)(%?)$/.exec(pattern)
  const word = fold(match?.[2] ?? '')
  if (!match || word.length > LONGEST_WORD) return null
  const [isOpen, isContinued] = [match[1] === '%', match[3] === '%']
  if (isOpen && isContinued) return given => fold(given).includes(word)
  if (isContinued) return given => fold(given).startsWith(word)
  return isOpen ? given => fold(given).endsWith(word) : given => fold(given) === word
}

/** `a%b%c`: each word behind the one before. */
function wordsPattern(pattern: string): Ready | null {
  const words = pattern.includes('_') ? [] : pattern.split('%').map(fold)
  const [first, last] = [words[0], words.at(-1)]
  if (first === undefined || last === undefined || words.some(word => word.length > LONGEST_WORD)) return null
  const inner = words.slice(1, -1)
  return given => {
    const plain = fold(given)
    const end = plain.length - last.length
    if (!plain.startsWith(first) || !plain.endsWith(last)) return false
    let at = first.length
    for (const word of inner) {
      const found = plain.indexOf(word, at)
      if (found < 0) return false
      at = found + word.length
    }
    return at <= end
  }
}

function generalPattern(pattern: string, mark: string | null): Ready {
  const read = readPattern(pattern, mark)
  return given => read !== null && matches(textCodes(given), read)
}

function like(pattern: string, given: string, mark: string | null): boolean {
  if (mark !== null && lengthOf(mark) !== 1) throw badArgument('ESCAPE', mark, 'one character')
  return readyPattern(pattern, mark)(given)
}

/** `x LIKE y ESCAPE z` is a call of this, with the pattern first. */
export const likeFunction = new Family('string').scalar({
  name: 'LIKE',
  parameters: 'pattern, text[, escape]',
  doc: 'What the operator LIKE does: % is any text, _ one character; without case, of every script.',
  example: ["'ÄRGER' LIKE '_rg%'", 1],
  args: [text, text, optional(text)],
  call: (pattern, given, mark) => like(pattern, given, mark ?? null),
})
