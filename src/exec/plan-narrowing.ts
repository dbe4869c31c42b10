import { type NarrowInput, narrowPlan, narrowQuestions } from '../plan/narrow.ts'
import type { Plan } from '../plan/plan.ts'
import { quoteName } from '../sql/lexer.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { Probe } from '../sqlite/protocol.ts'
import type { StatementCache } from './statement-cache.ts'
import { shadowTableSql } from './view.ts'

interface ProbeContext {
  readonly engine: Engine
  readonly call: CallOptions
  readonly statements: StatementCache
}

/** The plan with what narrows its candidates, of which SQLite is asked what it reads. */
export async function planNarrowing(input: NarrowInput, context: ProbeContext): Promise<Plan> {
  const questions = narrowQuestions(input)
  if (questions.length === 0) return input.plan
  const probes = await probed(
    questions.map(({ sql }) => sql),
    input,
    context,
  )
  const asked = questions.map((question, index) => ({ question, probe: probes[index]! }))
  return narrowPlan(input.plan, input.named, asked)
}

async function probed(
  sqls: readonly string[],
  { named }: NarrowInput,
  { engine, call, statements }: ProbeContext,
): Promise<readonly (Probe | null)[]> {
  const searches = named.searches.map(({ name }) => ({ view: name, columns: [{ name: 'id', type: null }] }))
  const shadows = [...named.tables, ...searches]
  const tables = shadows.map(({ view, columns }) => shadowTableSql(view, columns)).join(';\n')
  const key = [tables, ...sqls].join(';\n')
  const known = statements.probed.get(key)
  if (known) return known
  const drops = shadows.map(({ view }) => `DROP TABLE ${quoteName(view)};`).join('\n')
  const [, probes] = await engine.call(
    [
      { op: 'shadowExec', sql: tables },
      { op: 'probe', sqls },
      { op: 'shadowExec', sql: drops },
    ],
    call,
  )
  statements.probed.set(key, probes)
  return probes
}
