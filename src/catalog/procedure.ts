import type { ColumnType } from '../util/value.ts'
import type { Example } from './table.ts'

export interface ProcedureInput {
  /** With a `#` at its end it may be given several times: `Attachment#1`, `Attachment#2`. */
  readonly name: string
  readonly doc: string
  readonly required?: boolean
  /** Taken when the input is left out. */
  readonly default?: string
  /** Allowed values, in capitals; compared without case. */
  readonly values?: readonly string[]
  /** Never logged. */
  readonly secret?: boolean
  /** Names a file or directory of this machine. */
  readonly isPath?: boolean
  /** Other names that programs call it by. */
  readonly aliases?: readonly string[]
}

export interface ProcedureResult {
  readonly name: string
  readonly type: ColumnType
  readonly doc: string
}

/** A stored procedure: what it takes and gives. What it does is handed in by the driver under the same name. */
export interface ProcedureDefinition {
  readonly kind: 'procedure'
  readonly name: string
  readonly doc: string
  readonly inputs: readonly ProcedureInput[]
  readonly results: readonly ProcedureResult[]
  /** Changes mail or sends it: refused with Readonly=true. */
  readonly isWrite?: boolean
  /** Other names that programs call it by. */
  readonly aliases?: readonly string[]
  readonly examples: readonly Example[]
}
