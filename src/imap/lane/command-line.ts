import type { Attribute } from '../wire.ts'

/** The arguments of a FETCH as they are sent: atoms, sets, sections, lists. Nothing of a user's text is ever among them. */
export function commandLine(command: string, attributes: readonly Attribute[]): string {
  return [command, ...attributes.map(textOf)].join(' ')
}

function textOf(attribute: Attribute): string {
  if (typeof attribute === 'number') return String(attribute)
  if (!('value' in attribute)) return `(${attribute.map(textOf).join(' ')})`
  const { value, section, partial } = attribute
  const inBrackets = section === undefined ? '' : `[${section.map(textOf).join(' ')}]`
  const range = partial === undefined ? '' : `<${partial.join('.')}>`
  return `${value}${inBrackets}${range}`
}
