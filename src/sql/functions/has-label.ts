import { labelsOfList } from '../../util/label-list.ts'
import { text } from './arguments.ts'
import { Family } from './define.ts'

function hasLabel(have: string, wanted: string): boolean {
  if (isArray(wanted) || !have.startsWith('[')) return have === wanted
  if (!have.includes(JSON.stringify(wanted))) return false
  // Only beside an escaped quote may the found text be the inside of another label.
  return !have.includes('\\"') || isElement(have, wanted)
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
export const hasLabelFunction = new Family('mail').scalar({
  name: 'HAS_LABEL',
  parameters: 'Labels, label',
  doc: '1 when the label is one of them, exactly as spelled; a JSON array as label is compared as a whole.',
  example: [`HAS_LABEL('["Work","\\\\Inbox"]', 'Work')`, 1],
  args: [text, text],
  call: hasLabel,
})

/** `LabelsFilter = ?` is rewritten to this. */
export const hasLabelsFunction = new Family('internal').scalar({
  name: 'GMAILSQL_HAS_LABELS',
  parameters: 'Labels, list',
  doc: '1 when all labels of the list are among them; they are separated by commas.',
  example: [`GMAILSQL_HAS_LABELS('["A","B","C"]', 'A, C')`, 1],
  args: [text, text],
  call: (have, list) => labelsOfList(list).every(label => hasLabel(have, label)),
})
