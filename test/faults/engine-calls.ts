// Loaded into the process of the engine before anything else: makes the n-th call of SQLite fail for the store and the file beside it.
import Database from 'better-sqlite3'
import { ControlReader } from './control.ts'
import { ENGINE_CODES } from './engine-codes.ts'

type Call = (this: unknown, ...args: unknown[]) => unknown
type Calls = Record<string, Call>

if (process.argv[1]?.includes('engine-process')) {
  const control = new ControlReader(process.env['GMAILSQL_FAULTS']!)
  const shadow = new Database(':memory:')
  const statement: object = Object.getPrototypeOf(shadow.prepare('SELECT 1'))
  shadow.close()
  wrap(Database.prototype, ['exec', 'pragma', 'prepare'], control)
  wrap(statement, ['run', 'get', 'all', 'iterate'], control)
}

function wrap(holder: object, names: readonly string[], control: ControlReader): void {
  const calls = holder as Calls
  for (const name of names) {
    const original = calls[name]!
    calls[name] = function (...args) {
      if (isOfStore(this, args)) meet(control)
      return original.apply(this, args)
    }
  }
}

/** The shadow database is no file, and giving up a transaction cannot fail in SQLite. */
function isOfStore(callee: unknown, args: readonly unknown[]): boolean {
  const { name, database, source } = callee as Partial<Database.Database & Database.Statement>
  return (name ?? database?.name) !== ':memory:' && !/^ROLLBACK/i.test(`${source ?? args[0] ?? ''}`)
}

function meet(control: ControlReader): void {
  const error = control.met()
  if (error !== null) throw new Database.SqliteError('injected', ENGINE_CODES[error]!)
}
