import { cutToWidth, escapeForTerminal, type ProcedureCall, readBoundCall, readStatement } from './door.ts'
import type { BoundStatement } from './session.ts'

/** What takes back, and what makes a mailbox that nothing is in. */
const HARMLESS = new Set(['Undo', 'AddMailbox'])
const MOST_INPUTS = 6
const VALUE_WIDTH = 60

/** What a procedure that changes or sends mail does, and with which inputs; null for every other statement. */
export async function callQuestion({ text, parameters = [] }: BoundStatement): Promise<string | null> {
  const call = readAnyCall(text, parameters)
  if (!call) return null
  const { procedures } = await import('../../schema/index.ts')
  const wanted = call.procedure.toLowerCase()
  const procedure = procedures.find(({ name, aliases = [] }) =>
    [name, ...aliases].some(each => each.toLowerCase() === wanted),
  )
  if (!procedure?.isWrite || HARMLESS.has(procedure.name)) return null
  return `${procedure.name}: ${procedure.doc}${escapeForTerminal(inputsText(call))}`
}

/** Undefined also for a call with an error, which it tells by running. */
function readAnyCall(
  text: string,
  parameters: NonNullable<BoundStatement['parameters']>,
): ProcedureCall | undefined {
  try {
    const statement = readStatement(text)
    return statement.kind === 'call' ? readBoundCall(statement, parameters) : undefined
  } catch {
    return undefined
  }
}

function inputsText({ named, positional }: ProcedureCall): string {
  const inputs = [
    ...positional.map(valueText),
    ...named.map(({ name, value }) => `${name} = ${valueText(value)}`),
  ]
  const others = inputs.length - MOST_INPUTS
  const more = others > 0 ? ` and ${others} other input${others === 1 ? '' : 's'}` : ''
  return inputs.length === 0 ? '' : ` ${inputs.slice(0, MOST_INPUTS).join(', ')}${more}.`
}

function valueText(value: ProcedureCall['positional'][number]): string {
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return `${value.length.toLocaleString('en-US')} bytes`
  return typeof value === 'string' ? `'${cutToWidth(value, VALUE_WIDTH, '…')}'` : String(value)
}
