import { properties } from '../../schema/index.ts'
import { PROPERTY_GROUPS, type PropertyDefinition, type ValuesOf } from '../catalog/property.ts'
import type { Notice } from '../util/notice.ts'

/** Each property with its own type: `values.Port` is number, `values.Password` is Secret | undefined. */
export type PropertyValues = ValuesOf<typeof properties>
export type PropertyName = keyof PropertyValues

export interface ParsedConnection {
  /** Every property, with its default where none was given. */
  readonly values: PropertyValues
  /** Those that the string, the options or the environment gave a value. */
  readonly given: ReadonlySet<PropertyName>
  readonly notices: readonly Notice[]
}

export type NamedProperty = PropertyDefinition & { readonly name: PropertyName }

/** In the order of the groups. */
export const PROPERTIES: readonly NamedProperty[] = PROPERTY_GROUPS.flatMap(group =>
  properties.filter(property => property.group === group),
)

const byName = new Map(PROPERTIES.map(property => [property.name.toLowerCase(), property]))

/** Without case and blanks. A Map, so that `__proto__` is a name like any other. */
export function findProperty(name: string): NamedProperty | undefined {
  return byName.get(bareName(name))
}

export function bareName(name: string): string {
  return name.replace(/\s/g, '').toLowerCase()
}
