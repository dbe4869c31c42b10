import type { SqlFunction } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'

function hasLabel(labels: SqlValue, label: SqlValue): SqlValue {
  if (labels === null || label === null) return null
  const [have, wanted] = [String(labels), String(label)]
  if (isArray(wanted) || !have.startsWith('[')) return have === wanted ? 1 : 0
  if (!have.includes(JSON.stringify(wanted))) return 0
  // Only beside an escaped quote may the found text be the inside of another label.
  return !have.includes('\\"') || isElement(have, wanted) ? 1 : 0
}

/** A label may begin with a bracket as well. */
function isArray(text: string): boolean {
  if (!text.startsWith('[')) return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

function isElement(array: string, wanted: string): boolean {
  const labels: unknown = JSON.parse(array)
  return Array.isArray(labels) && labels.includes(wanted)
}

/** `Labels = 'x'` is rewritten to this. */
export const hasLabelFunction: SqlFunction = {
  name: 'HAS_LABEL',
  family: 'mail',
  doc: 'HAS_LABEL(Labels, label): 1 when the label is one of them; a JSON array as label is compared as a whole.',
  deterministic: true,
  call: hasLabel,
}
