import { allowedText, valueText } from '../catalog/property-text.ts'
import { type ParsedConnection, PROPERTIES } from './property-values.ts'

/** A row of `sys_connection_props`. */
export interface ConnectionPropertyRow {
  readonly Name: string
  readonly ShortDescription: string
  /** string, secret, choice, boolean or integer. */
  readonly Type: string
  readonly Default: string | null
  /** What is allowed, separated by commas; a range as `1..5`. */
  readonly Values: string | null
  /** A secret is `********`. */
  readonly Value: string | null
  readonly Required: 0 | 1
  readonly Category: string
  /** No property changes while a connection is open. */
  readonly IsSessionProperty: 'false'
  readonly Sensitivity: 'SECRET' | 'NONE'
  /** From 1. */
  readonly Ordinal: number
}

/** The rows of `sys_connection_props`, in the order of the reference. */
export function connectionPropertyRows(parsed: ParsedConnection): ConnectionPropertyRow[] {
  return PROPERTIES.map((property, index) => ({
    Name: property.name,
    ShortDescription: property.doc,
    Type: property.type === 'size' ? 'integer' : property.type,
    Default: 'default' in property ? valueText(property, property.default) : null,
    Values: allowedText(property),
    Value: valueText(property, parsed.values[property.name]),
    Required: property.name === 'User' ? 1 : 0,
    Category: property.group,
    IsSessionProperty: 'false',
    Sensitivity: property.type === 'secret' ? 'SECRET' : 'NONE',
    Ordinal: index + 1,
  }))
}
