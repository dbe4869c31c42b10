import type { Database } from './native.ts'
import type { Compiled, EngineColumn, Opcode, Probe } from './protocol.ts'

/** What tells of a program which columns it reads, and whether it aggregates; a long list is a million other opcodes. */
const TELLING: ReadonlySet<string> = new Set(['OpenRead', 'Column', 'AggStep', 'AggInverse', 'Count'])

/** Compiles in a database of empty tables. @throws what SQLite says of the text */
export function compile(shadow: Database, sql: string, explained = sql): Compiled {
  const columns = columnsOf(shadow, sql)
  return { columns, ...readBy(shadow, shadow.explain(explained)) }
}

/** The same, null where the text does not compile. */
export function probe(shadow: Database, sql: string): Probe | null {
  try {
    const program = shadow.explain(sql)
    const volatileNames = volatileNamesOf(shadow)
    return {
      compiled: { columns: columnsOf(shadow, sql), ...readBy(shadow, program) },
      isVolatile: program.some(opcode => isVolatileCall(opcode, volatileNames)),
    }
  } catch {
    return null
  }
}

function columnsOf(shadow: Database, sql: string): EngineColumn[] {
  const columns = shadow.prepare(sql).columns()
  return columns.map(({ name, column, table, type }) => ({ name, column, table, type }))
}

function readBy(shadow: Database, program: readonly Opcode[]): Pick<Compiled, 'program' | 'rootPages'> {
  const tables = shadow.prepare("SELECT rootpage, name FROM sqlite_schema WHERE type = 'table'")
  const telling = program.filter(({ opcode }) => TELLING.has(opcode))
  return {
    program: telling.map(({ opcode, p1, p2, p3 }) => ({ opcode, p1, p2, p3 })),
    rootPages: Object.fromEntries(tables.raw(true).all() as [number, string][]),
  }
}

/** The 18 characters of a name that EXPLAIN shows of a call. */
const CALL_NAME = /^(.{1,18})\(-?\d+\)$/
const DETERMINISTIC = 0x800

function isVolatileCall({ opcode, p4 }: Opcode, volatileNames: ReadonlySet<string>): boolean {
  if (opcode !== 'Function' && opcode !== 'PureFunc') return false
  const name = CALL_NAME.exec(p4 ?? '')?.[1]
  return name === undefined || volatileNames.has(name.toLowerCase())
}

const known = new WeakMap<Database, ReadonlySet<string>>()

function volatileNamesOf(shadow: Database): ReadonlySet<string> {
  const names = known.get(shadow) ?? readVolatileNames(shadow)
  known.set(shadow, names)
  return names
}

function readVolatileNames(shadow: Database): ReadonlySet<string> {
  const rows = shadow.prepare('SELECT name, flags FROM pragma_function_list').all()
  const names = (rows as { name: string; flags: number }[])
    .filter(({ flags }) => (flags & DETERMINISTIC) === 0)
    .map(({ name }) => name.slice(0, 18).toLowerCase())
  return new Set(names)
}
