import { checkHeaderText } from '../../mime/compose/field-checks.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'

/**
 * An input as text, undefined when it is not given.
 * @throws BAD_INPUT for a BLOB
 */
export function inputText(inputs: ProcedureInputs, name: string): string | undefined {
  const value = inputs.get(name)
  if (value === undefined || value === null) return undefined
  if (!(value instanceof Uint8Array)) return String(value)
  throw new GmailSqlError('BAD_INPUT', `${name} is a BLOB`, { hint: 'It takes a text.' })
}

/** As inputText, in one line. @throws BAD_INPUT for line ends and other controls */
export function checkedText(inputs: ProcedureInputs, name: string): string | undefined {
  const text = inputText(inputs, name)
  return text === undefined ? undefined : checkHeaderText(text, name)
}

/** TRUE or FALSE as the inputs spell them. */
export function inputTruth(inputs: ProcedureInputs, name: string): boolean | undefined {
  const text = inputText(inputs, name)
  return text === undefined ? undefined : ['TRUE', '1'].includes(text.trim().toUpperCase())
}
