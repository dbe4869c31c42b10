import { foreignProcedures, insteadOf } from '../catalog/foreign-names.ts'
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

/** Whether a procedure or an input has that name, or answers to it. */
function isCalled(
  typed: string,
  { name, aliases = [] }: Pick<ProcedureDefinition, 'name' | 'aliases'>,
): boolean {
  const wanted = typed.toLowerCase()
  return [name, ...aliases].some(each => each.toLowerCase() === wanted)
}

/** @throws NO_PROCEDURE with what to use instead, or the near name. */
export function findProcedure(name: string, procedures: readonly ProcedureDefinition[]): ProcedureDefinition {
  const found = procedures.find(procedure => isCalled(name, procedure))
  if (found) return found
  const near = nearest(
    name,
    procedures.map(procedure => procedure.name),
  )
  const hint = near ? `Did you mean ${near}?` : `There are ${procedures.map(({ name }) => name).join(', ')}.`
  throw new GmailSqlError('NO_PROCEDURE', `there is no stored procedure "${name}"`, {
    hint: insteadOf(name, foreignProcedures) ?? hint,
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
  for (const [index, value] of call.positional.entries()) {
    const input = inputAt(procedure, index)
    setInput(inputs, { input, key: keyOf(input, '') }, value)
  }
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

/** An input, and the name under which a call gives it: that of `Attachment#` is `Attachment#2` for the second. */
interface GivenInput {
  readonly input: ProcedureInput
  readonly key: string
}

function inputNamed(procedure: ProcedureDefinition, name: string): GivenInput {
  const [, bare = name, number = ''] = /^(.+?)#?(\d{0,4})$/su.exec(name) ?? []
  for (const input of procedure.inputs) {
    if (isCalled(name, input) || input.name.toLowerCase() === `${bare.toLowerCase()}#`)
      return { input, key: keyOf(input, number) }
  }
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

/** `Attachment`, `Attachment#` and `Attachment#1` are the same. */
function keyOf({ name }: ProcedureInput, number: string): string {
  return name.endsWith('#') ? `${name}${Number(number || 1)}` : name
}

function setInput(inputs: Map<string, SqlValue>, { input, key }: GivenInput, value: SqlValue): void {
  if (inputs.has(key))
    throw new GmailSqlError('BAD_INPUT', `the input ${key} is given twice`, {
      hint: 'Leave one of the two out; those that end in # count: Attachment#1, Attachment#2.',
    })
  // NULL and '' stand for "not given": programs pass them for what they leave out.
  if (value === null || value === '') return
  inputs.set(key, readInput(input, value))
}

function readInput(input: ProcedureInput, value: SqlValue): SqlValue {
  if (input.values) return allowed(input, value)
  return input.isPath ? localPath(input.name, String(value)) : value
}

/**
 * A path with `~` expanded, as in properties.
 * @throws FILE_UNSAFE, BAD_INPUT
 */
export function localPath(name: string, value: string): string {
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
