import type { ProcedureDefinition, ProcedureInput, ProcedureResult } from '../catalog/procedure.ts'
import { CATALOG_NAME } from '../catalog/resolve.ts'
import type { SqlValue } from '../util/value.ts'
import { JDBC_TYPES } from './system-rows.ts'

/** Rows of sys_procedures. */
export function procedureRows(procedures: readonly ProcedureDefinition[]): SqlValue[][] {
  return procedures.map(({ name, doc }) => [CATALOG_NAME, 'IMAP', name, doc, 'PROCEDURE'])
}

/** Rows of sys_procedureparameters: the inputs of each, then the columns of its result. */
export function procedureParameterRows(procedures: readonly ProcedureDefinition[]): SqlValue[][] {
  return procedures.flatMap(procedure => [
    ...procedure.inputs.map((input, index) => inputRow(procedure.name, input, index + 1)),
    ...procedure.results.map((result, index) => resultRow(procedure.name, result, index + 1)),
  ])
}

const DIRECTION = { input: 1, output: 4 } as const

function inputRow(procedure: string, input: ProcedureInput, ordinal: number): SqlValue[] {
  const isRequired = input.required === true
  return [
    ...[CATALOG_NAME, 'IMAP', procedure, input.name, DIRECTION.input],
    ...['TEXT', JDBC_TYPES.TEXT, null, null, null],
    ...[Number(!isRequired), Number(isRequired), Number(input.name.endsWith('#'))],
    ...[input.doc, ordinal, input.values?.join(',') ?? null, input.default ?? null],
    ...[0, Number(input.isPath === true)],
  ]
}

function resultRow(procedure: string, { name, type, doc }: ProcedureResult, ordinal: number): SqlValue[] {
  const isInteger = type === 'INTEGER'
  return [
    ...[CATALOG_NAME, 'IMAP', procedure, name, DIRECTION.output],
    ...[type, JDBC_TYPES[type], null, isInteger ? 19 : null, isInteger ? 0 : null],
    ...[1, 0, 0],
    ...[doc, ordinal, null, null],
    ...[0, 0],
  ]
}
