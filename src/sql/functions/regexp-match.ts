import { types } from 'node:util'
import { createContext, Script } from 'node:vm'
import { GmailSqlError } from '../../util/errors.ts'
import { badArgument } from './arguments.ts'

export interface Pattern {
  readonly regexp: RegExp
  /** May take a time that is not in proportion to the text. */
  readonly isSlow: boolean
}

const LARGEST_CACHE = 100
const patterns = new Map<string, Pattern>()

/** A regular expression of JavaScript with its flag u. @throws BAD_VALUE for one that is none. */
export function readRegexp(source: string, flags: string, called: string): Pattern {
  const key = `${flags}/${source}`
  let pattern = patterns.get(key)
  if (!pattern) {
    pattern = { regexp: compile(source, flags, called), isSlow: isSlow(source) }
    if (patterns.size >= LARGEST_CACHE) patterns.clear()
    patterns.set(key, pattern)
  }
  return pattern
}

function compile(source: string, flags: string, called: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : ''
    throw badArgument(called, source, 'a regular expression', reason)
  }
}

/** A repeated group, two repetitions without end, or a back-reference: then backtracking may have no end either. */
function isSlow(source: string): boolean {
  const plain = source.replace(/\\[^1-9k]|\[(?:[^\]\\]|\\.)*\]?/gs, 'x')
  const endless = plain.match(/[*+]|\{\d+,\d*\}/g) ?? []
  return /\)[*+{]|\\/.test(plain) || endless.length > 1
}

const SHORT_TEXT = 24
const LIMIT_MS = 1_000
const context = createContext({ run: undefined as (() => unknown) | undefined })
const script = new Script('run()')

/**
 * Runs a match that may take for ever for a second at most: V8 can be stopped from outside only within a script that has a
 * timeout, which costs 0.1 ms, so texts that cannot take long are left out of it.
 */
export function limited<T>({ isSlow: mayBeSlow, regexp }: Pattern, text: string, run: () => T): T {
  if (!mayBeSlow || text.length <= SHORT_TEXT) return run()
  let answer: { readonly value: T } | undefined
  context.run = () => {
    answer = { value: run() }
  }
  try {
    script.runInContext(context, { timeout: LIMIT_MS })
  } catch (error) {
    // It is an Error of the context, which is not one of ours.
    if (types.isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new GmailSqlError('TOO_COMPLEX', `the regular expression ${regexp} takes too long on one text`, {
        hint: 'Write it without a repetition inside a repetition.',
      })
    }
    throw error
  }
  return answer!.value
}
