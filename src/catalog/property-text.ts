import type { PropertyDefinition, PropertyValue } from './property.ts'

/** What is allowed: `OFF,REFRESH`, `1..5`; null where a text may be anything. */
export function allowedText(property: PropertyDefinition): string | null {
  if (property.type === 'choice') return property.values.join(',')
  if (property.type === 'boolean') return 'true,false'
  if (property.type === 'integer') return `${property.min}..${property.max}`
  if (property.type === 'size') return `${sizeText(property.min)}..${sizeText(property.max)}`
  return null
}

/** A value as a connection string would spell it; a secret as `********`; null for none. */
export function valueText(property: PropertyDefinition, value: PropertyValue): string | null {
  if (value === undefined) return null
  return property.type === 'size' && typeof value === 'number' ? sizeText(value) : String(value)
}

const SIZE_UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const

/** `100MB`; bytes where no unit divides them. */
export function sizeText(bytes: number): string {
  const unit = SIZE_UNITS.find(([, factor]) => bytes >= factor && bytes % factor === 0)
  return unit === undefined ? `${bytes}B` : `${bytes / unit[1]}${unit[0]}`
}
