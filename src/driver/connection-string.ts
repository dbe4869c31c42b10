import type { PropertyValue } from '../catalog/property.ts'
import { positionAt } from '../sql/position.ts'
import { type ErrorPosition, GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import { Secret } from '../util/secret.ts'
import { nearest } from '../util/suggest.ts'
import { noticesOf } from './connection-notices.ts'
import { checkTogether } from './connection-options.ts'
import { type Pair, scanPairs } from './connection-pairs.ts'
import { isConnectionUrl, scanUrl } from './connection-url.ts'
import { readForeign } from './foreign-property.ts'
import { badProperty, didYouMean, quote } from './property-error.ts'
import { type Given, readProperty } from './property-read.ts'
import {
  bareName,
  findProperty,
  type NamedProperty,
  type ParsedConnection,
  PROPERTIES,
  type PropertyName,
  type PropertyValues,
} from './property-values.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Entry {
  readonly name: string
  readonly given: Given
  /** Where it stands, for entries of a text; counted only when an error needs it. */
  readonly locate?: () => ErrorPosition
  /** May its name be a piece of the value before it, which was a secret with a bare `;` in it? */
  readonly mayBeSecret?: boolean
}

/** Keys of several hundred kilobytes exist, strings of megabytes are a mistake. */
const LONGEST = 1_000_000
const JDBC_PREFIX = /^\s*jdbc:(?:cdata:)?gmail:/i
const VARIABLE_PREFIX = 'GMAILSQL_'

/**
 * The properties of a connection string (`name=value;…`, optionally after `jdbc:gmail:`), of a `gmail://` URL or of
 * an object of options; what they leave out comes from `GMAILSQL_<PROPERTY>` variables, then from the defaults. An
 * empty value asks for the default. Nothing is looked up, read or contacted.
 *
 * @throws BAD_PROPERTY, BAD_VALUE, FILE_UNSAFE, MISSING_PROPERTY. No message holds the value of a secret.
 */
export function parseConnection(
  input: string | Readonly<Record<string, unknown>>,
  env: Environment = process.env,
): ParsedConnection {
  const entries = typeof input === 'string' ? textEntries(input) : optionEntries(input)
  const reading = new Reading()
  for (const entry of entries) reading.add(entry)
  reading.addVariables(env)
  const values = reading.values()
  checkTogether(values)
  return {
    values,
    given: reading.given(),
    notices: [...reading.notices, ...noticesOf(values, reading.given())],
  }
}

class Reading {
  readonly notices: Notice[] = []
  readonly #read = new Map<PropertyName, PropertyValue>()
  readonly #seen = new Set<string>()

  add(entry: Entry): void {
    checkLength(entry.given)
    const bare = bareName(entry.name)
    if (this.#seen.has(bare)) throw repeated(entry)
    const property = findProperty(bare)
    if (property !== undefined) this.#assign(property, entry.given)
    else this.#addForeign(entry)
    this.#seen.add(bare)
  }

  addVariables(env: Environment): void {
    for (const [variable, value] of Object.entries(env)) {
      if (value === undefined || value === '' || !variable.toUpperCase().startsWith(VARIABLE_PREFIX)) continue
      const name = variable.slice(VARIABLE_PREFIX.length)
      const property = findProperty(name)
      if (property === undefined) this.#noteVariable(variable, name)
      else if (!this.#seen.has(bareName(name))) this.#addVariable(variable, { name, given: value })
    }
  }

  values(): PropertyValues {
    const all = PROPERTIES.map(property => [
      property.name,
      this.#read.get(property.name) ?? defaultOf(property),
    ])
    // Each value was read by its own property's definition, which is where PropertyValues has its type from.
    return Object.freeze(Object.fromEntries(all)) as PropertyValues
  }

  given(): ReadonlySet<PropertyName> {
    return new Set(this.#read.keys())
  }

  #assign(property: NamedProperty, given: Given): void {
    const value = readProperty(property, given)
    if (value !== undefined) this.#read.set(property.name, value)
  }

  #addForeign(entry: Entry): void {
    const notice = readForeign(entry.name, entry.given)
    if (notice === undefined) throw unknown(entry)
    this.notices.push(notice)
  }

  #addVariable(variable: string, entry: Entry): void {
    try {
      this.add(entry)
    } catch (error) {
      if (!isGmailSqlError(error)) throw error
      throw new GmailSqlError(error.code, `${variable} in the environment: ${error.message}`, {
        hint: error.hint,
      })
    }
  }

  #noteVariable(variable: string, name: string): void {
    const near = nearest(name, propertyNames())
    if (near === undefined) return
    const message = `The environment variable ${quote(variable)} names no property; did you mean ${VARIABLE_PREFIX}${near.toUpperCase()}?`
    this.notices.push({ code: 'UNKNOWN_VARIABLE', message })
  }
}

function* textEntries(text: string): Generator<Entry> {
  if (text.length > LONGEST) throw tooLong('The connection string', text.length)
  const isUrl = isConnectionUrl(text)
  const prefix = isUrl ? '' : (JDBC_PREFIX.exec(text)?.[0] ?? '')
  if (!isUrl && /[^;\s]/.test(text.slice(prefix.length)) && !text.includes('=')) throw notAString(text.trim())
  let previous: Pair | undefined
  for (const pair of isUrl ? scanUrl(text) : scanPairs(text, prefix.length)) {
    const locate = () => positionAt(text, pair.offset)
    yield { name: pair.name, given: pair.value, locate, mayBeSecret: isBareSecret(previous) }
    previous = pair
  }
}

/** Own enumerable keys only; undefined and null are options left out. */
function optionEntries(options: Readonly<Record<string, unknown>>): Entry[] {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw badProperty(
      'connect() takes a connection string or an object of options',
      "Write connect('User=me@gmail.com;Password=…') or connect({ User: 'me@gmail.com' }).",
    )
  }
  return Object.entries(options).flatMap(([name, given]) => {
    if (given === undefined || given === null) return []
    if (isGiven(given)) return [{ name, given }]
    throw badProperty(
      `The option ${quote(name)} takes a text, a number, a boolean or a Secret`,
      'undefined leaves an option out.',
    )
  })
}

function isGiven(value: unknown): value is Given {
  return value instanceof Secret || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
}

function isBareSecret(pair: Pair | undefined): boolean {
  return pair !== undefined && !pair.isQuoted && findProperty(pair.name)?.type === 'secret'
}

function checkLength(given: Given): void {
  if (typeof given === 'string' && given.length > LONGEST) throw tooLong('A value', given.length)
}

function defaultOf(property: NamedProperty): PropertyValue {
  return 'default' in property ? property.default : undefined
}

function propertyNames(): string[] {
  return PROPERTIES.map(property => property.name)
}

function unknown(entry: Entry): GmailSqlError {
  const position = entry.locate?.()
  const hint = didYouMean(entry.name, propertyNames())
  if (entry.mayBeSecret && hint === undefined) {
    const message = `What follows the secret at line ${position?.line}, column ${position?.column} is no property`
    return new GmailSqlError('BAD_PROPERTY', message, {
      position,
      hint: 'A value that holds a ; goes in quotes.',
    })
  }
  const fallback = 'sys_connection_props lists all properties.'
  return new GmailSqlError('BAD_PROPERTY', `There is no property ${quote(entry.name)}`, {
    position,
    hint: hint ?? fallback,
  })
}

function repeated(entry: Entry): GmailSqlError {
  const message = `The property ${quote(entry.name)} is given twice`
  return new GmailSqlError('BAD_PROPERTY', message, {
    position: entry.locate?.(),
    hint: 'Leave one of the two out.',
  })
}

function tooLong(what: string, length: number): GmailSqlError {
  const hint = 'Give a large key or certificate by the path of its file.'
  return badProperty(`${what} has ${length} characters, more than ${LONGEST}`, hint)
}

function notAString(text: string): GmailSqlError {
  const shown = /^[\p{L}\p{N}_.@ -]{1,32}$/u.test(text) ? quote(text) : 'The text'
  return badProperty(
    `${shown} is no connection string: it has no =`,
    'Write name=value;name=value, for example User=me@gmail.com;Password=…',
  )
}
