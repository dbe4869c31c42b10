import { foreignProperties } from '../../schema/foreign-properties.ts'
import type { ForeignProperty } from '../catalog/property.ts'
import type { Notice } from '../util/notice.ts'
import { badProperty, quote } from './property-error.ts'
import type { Given } from './property-read.ts'
import { bareName } from './property-values.ts'

const FOREIGN: readonly ForeignProperty[] = foreignProperties

/**
 * A notice for a property of another connector that asks for what is so anyway; undefined for a name that is none of
 * its either. The value is not shown: RTK is a licence key.
 *
 * @throws BAD_PROPERTY with what to use instead.
 */
export function readForeign(name: string, given: Given): Notice | undefined {
  const property = FOREIGN.find(row => isNamed(row, bareName(name)))
  if (property === undefined) return undefined
  const { accepted, doc } = property
  const text = String(given).toLowerCase()
  if (accepted === 'any' || accepted?.some(value => value.toLowerCase() === text)) {
    return { code: 'NO_EFFECT', message: `${property.name} has no effect: ${doc}` }
  }
  const written = accepted === undefined ? quote(name) : `${property.name} other than ${accepted.join(', ')}`
  throw badProperty(`${written} is not supported`, `${doc[0]!.toUpperCase()}${doc.slice(1)}.`)
}

function isNamed(property: ForeignProperty, bare: string): boolean {
  const own = property.name.toLowerCase()
  return property.isPrefix ? bare.startsWith(own) : bare === own
}
