import { EXPORT_COLUMNS } from '../exec/export.ts'
import { describeSelect, refuse } from '../exec/prepare.ts'
import { readExport } from '../sql/export.ts'
import type { ResultColumn } from '../util/value.ts'
import { callColumns } from './call-run.ts'
import { effectOf } from './effects.ts'
import { PLAN_COLUMN, readExplained } from './explain-run.ts'
import { prepareContext } from './prepare-context.ts'
import type { RunContext } from './run-context.ts'
import { selectToShow } from './show-run.ts'
import { DRY_RUN_COLUMNS, isDryRun } from './write/dry-run.ts'
import { plainWrite } from './write/plain-write.ts'
import { describeWrite } from './write/start-write.ts'

/**
 * The columns that a statement will have; nothing runs and no value is bound.
 * @throws what running it would throw before a mailbox is opened, but for values
 */
export async function describeStatement(text: string, context: RunContext): Promise<readonly ResultColumn[]> {
  const statement = context.statements.read(text)
  if (statement.kind === 'call') return callColumns(statement)
  if (statement.kind === 'explain') {
    await describeSelect(readExplained(statement, context), prepareContext(context))
    return [PLAN_COLUMN]
  }
  if (effectOf(statement, context)) return []
  if (isDryRun(statement)) return DRY_RUN_COLUMNS
  if (statement.kind === 'write') {
    const plain = await plainWrite(statement, context)
    return await (plain
      ? plain.locate(write => describeWrite(write, context))
      : describeWrite(statement, context))
  }
  const selected = statement.kind === 'show' ? await selectToShow(statement, context) : statement
  if (selected.kind !== 'select') refuse(statement)
  const exported = readExport(selected)
  if (exported) {
    await exported.select.locate(select => describeSelect(select, prepareContext(context)))
    return EXPORT_COLUMNS
  }
  return await describeSelect(selected, prepareContext(context))
}
