import type { ProcedureDefinition, ProcedureInput } from '../catalog/procedure.ts'
import type { ProcedureCall } from '../sql/call.ts'
import { GmailSqlError } from '../util/errors.ts'
import { readHomePath } from '../util/home-path.ts'
import { nearest } from '../util/suggest.ts'
import type { SqlValue } from '../util/value.ts'

/** Inputs by their declared names; those left out have their default or are absent. */
export type ProcedureInputs = ReadonlyMap<string, SqlValue>

/** What procedures do, by name: handed in by the driver. Each answers rows in the order of its results. */
export type ProcedurePort = Readonly<
  Record<string, (inputs: ProcedureInputs, signal: AbortSignal) => Promise<readonly (readonly SqlValue[])[]>>
>

/** @throws NO_PROCEDURE with the near name. */
export function findProcedure(name: string, procedures: readonly ProcedureDefinition[]): ProcedureDefinition {
  const found = procedures.find(procedure => procedure.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  const near = nearest(
    name,
    procedures.map(procedure => procedure.name),
  )
  throw new GmailSqlError('NO_PROCEDURE', `there is no stored procedure "${name}"`, {
    hint: near
      ? `Did you mean ${near}?`
      : `There are ${procedures.map(procedure => procedure.name).join(', ')}.`,
  })
}

/**
 * The inputs of a call, checked against the declaration.
 * @throws BAD_INPUT for an unknown or repeated input, or a value that is not allowed; MISSING_INPUT naming what is missing.
 */
export function readInputs(
  procedure: ProcedureDefinition,
  call: Pick<ProcedureCall, 'named' | 'positional'>,
): ProcedureInputs {
  const inputs = new Map<string, SqlValue>()
  for (const [index, value] of call.positional.entries()) setInput(inputs, inputAt(procedure, index), value)
  for (const { name, value } of call.named) setInput(inputs, inputNamed(procedure, name), value)
  for (const input of procedure.inputs) {
    if (inputs.has(input.name)) continue
    if (input.default !== undefined) inputs.set(input.name, input.default)
    else if (input.required) {
      throw new GmailSqlError('MISSING_INPUT', `${procedure.name} needs the input ${input.name}`, {
        hint: `${input.doc}.`,
      })
    }
  }
  return inputs
}

function inputAt(procedure: ProcedureDefinition, index: number): ProcedureInput {
  const input = procedure.inputs[index]
  if (input) return input
  throw new GmailSqlError(
    'BAD_INPUT',
    `${procedure.name} takes ${procedure.inputs.length} inputs, not ${index + 1}`,
  )
}

function inputNamed(procedure: ProcedureDefinition, name: string): ProcedureInput {
  const input = procedure.inputs.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
  if (input) return input
  const near = nearest(
    name,
    procedure.inputs.map(candidate => candidate.name),
  )
  throw new GmailSqlError('BAD_INPUT', `${procedure.name} has no input "${name}"`, {
    hint: near
      ? `Did you mean ${near}?`
      : `It takes ${procedure.inputs.map(candidate => candidate.name).join(', ')}.`,
  })
}

function setInput(inputs: Map<string, SqlValue>, input: ProcedureInput, value: SqlValue): void {
  if (inputs.has(input.name)) throw new GmailSqlError('BAD_INPUT', `the input ${input.name} is given twice`)
  // NULL and '' stand for "not given": programs pass them for what they leave out.
  if (value === null || value === '') return
  inputs.set(input.name, readInput(input, value))
}

function readInput(input: ProcedureInput, value: SqlValue): SqlValue {
  if (input.values) return allowed(input, value)
  return input.isPath ? localPath(input.name, String(value)) : value
}

/** With `~` expanded, as in properties. */
function localPath(name: string, value: string): string {
  const read = readHomePath(value)
  if ('path' in read) return read.path
  if (read.problem === 'address') {
    throw new GmailSqlError('FILE_UNSAFE', `${name} is an address, not a path: "${value}"`, {
      hint: 'Write the path of a file or folder on this machine.',
    })
  }
  const why = read.problem === 'no home' ? 'no home directory is known' : 'that is the home of somebody else'
  throw new GmailSqlError('BAD_INPUT', `${name} starts with ~, but ${why}: "${value}"`, {
    hint: 'Write ~/… for your own home directory, or the path from / on.',
  })
}

function allowed(input: ProcedureInput, value: SqlValue): string {
  const wanted = String(value).trim().toUpperCase()
  if (input.values!.includes(wanted)) return wanted
  throw new GmailSqlError('BAD_INPUT', `${input.name} cannot be "${input.secret ? '********' : value}"`, {
    hint: `It takes ${input.values!.join(', ')}.`,
  })
}
