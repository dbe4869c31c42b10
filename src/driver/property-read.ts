import type {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  PropertyDefinition,
  PropertyValue,
  SecretProperty,
  SizeProperty,
  StringProperty,
} from '../catalog/property.ts'
import { sizeText } from '../catalog/property-text.ts'
import { GmailSqlError } from '../util/errors.ts'
import { Secret } from '../util/secret.ts'
import { trimEndOf } from '../util/trim.ts'
import { badProperty, nearOr, quote } from './property-error.ts'
import { FORMS, readPath } from './property-form.ts'

/** What was given for a property: text, or from an object of options its own type. */
export type Given = string | number | bigint | boolean | Secret

const BOOLEANS = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
])
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 }

/**
 * The value of one property, checked; undefined where it is empty, which asks for the default.
 *
 * @throws BAD_PROPERTY naming what is allowed, BAD_VALUE for control characters, FILE_UNSAFE for a path that is none.
 * A secret's value is in no message.
 */
export function readProperty(property: PropertyDefinition, given: Given): PropertyValue {
  if (given === '') return undefined
  if (property.type === 'secret') return readSecret(property, given)
  if (given instanceof Secret)
    throw badProperty(`${property.name} is no secret, and takes no Secret`, 'Give its value as it is.')
  switch (property.type) {
    case 'string':
      return readString(property, given)
    case 'choice':
      return readChoice(property, String(given))
    case 'boolean':
      return readBoolean(property, String(given))
    case 'integer':
      return readInteger(property, String(given))
    case 'size':
      return readSize(property, String(given))
  }
}

function readSecret(property: SecretProperty, given: Given): Secret | undefined {
  if (typeof given !== 'string' && !(given instanceof Secret)) {
    throw badProperty(`${property.name} takes a text, not a ${typeof given}`, 'Give a text or a Secret.')
  }
  const text = typeof given === 'string' ? given : given.reveal()
  // The line end of the file that it was read from.
  const value = trimEndOf(text, /[\r\n]/)
  if (value === '') return undefined
  checkControls(property.name, value, property.multiline)
  return new Secret(
    property.form === 'path' ? readPath(value, property.name, 'the value is not shown') : value,
  )
}

function readString(property: StringProperty, given: string | number | bigint | boolean): string {
  if (typeof given !== 'string')
    throw badProperty(`${property.name} takes a text, not ${quote(String(given))}`, 'Put it into quotes.')
  checkControls(property.name, given, property.multiline)
  return property.form === undefined ? given : FORMS[property.form](given, property.name)
}

/** A CR or LF would start another command on the wire, ^A another field of the XOAUTH2 line. */
function checkControls(name: string, value: string, isMultiline = false): void {
  const controls = isMultiline ? /(?![\t\r\n])\p{Cc}|\p{Surrogate}/u : /\p{Cc}|\p{Surrogate}/u
  const found = controls.exec(value)
  if (found === null) return
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const message = `${name} holds the control character U+${code} at position ${found.index + 1}`
  throw new GmailSqlError('BAD_VALUE', message, { hint: 'Remove it.' })
}

function readChoice(property: ChoiceProperty, text: string): string {
  const value = property.values.find(allowed => allowed.toLowerCase() === text.toLowerCase())
  if (value !== undefined) return value
  const message = `${property.name} takes ${property.values.join(', ')}, not ${quote(text)}`
  const instead = Object.entries(property.refused ?? {}).find(
    ([name]) => name.toLowerCase() === text.toLowerCase(),
  )
  throw badProperty(
    message,
    instead?.[1] ?? nearOr(text, property.values, `Write one of these, or leave ${property.name} out.`),
  )
}

function readBoolean(property: BooleanProperty, text: string): boolean {
  const value = BOOLEANS.get(text.toLowerCase())
  if (value === undefined) {
    const hint = nearOr(text, ['true', 'false'], `Write true or false, or leave ${property.name} out.`)
    throw badProperty(`${property.name} takes true, false, not ${quote(text)}`, hint)
  }
  const refused = property.refused
  if (value === refused?.value) {
    throw badProperty(
      `${property.name}=${value} is refused: ${refused.reason}`,
      `Leave ${property.name} out.`,
    )
  }
  return value
}

function readInteger(property: IntegerProperty, text: string): number {
  const value = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (value >= property.min && value <= property.max) return value
  const unit = property.unit === undefined ? '' : ` (${property.unit})`
  const range = `a whole number from ${property.min} to ${property.max}${unit}`
  throw badProperty(
    `${property.name} takes ${range}, not ${quote(text)}`,
    `Write digits only, or leave ${property.name} out.`,
  )
}

function readSize(property: SizeProperty, text: string): number {
  const match = /^(\d{1,12})\s*([kmg]?b)?$/i.exec(text)
  const value = match === null ? Number.NaN : Number(match[1]) * UNITS[(match[2] ?? '').toLowerCase()]!
  if (value >= property.min && value <= property.max) return value
  const range = `from ${sizeText(property.min)} to ${sizeText(property.max)}`
  throw badProperty(
    `${property.name} takes a size ${range}, such as 500kB or 100MB, not ${quote(text)}`,
    `Write digits and a unit, or leave ${property.name} out.`,
  )
}
