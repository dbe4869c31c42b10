import { isKept, type ResolvedTable } from '../catalog/resolve.ts'
import { messageViewColumns } from '../catalog/view-columns.ts'
import { applyEdits, type Edit } from '../sql/edit.ts'
import type { RewrittenText } from '../sql/edited.ts'
import { isName, isSymbol, quoteName, type Token, tokenize } from '../sql/lexer.ts'
import type { StatementShape, TableRef } from '../sql/shape.ts'
import type { PlannedTable, ServerSearch } from './plan.ts'
import { readerColumns } from './view-base.ts'

/** A table reference with its view's name; the columns read are not known yet. */
export type NamedTable = Omit<PlannedTable, 'read'> & { readonly ref: TableRef }

export interface NamedStatement {
  /** The text with every table replaced by its view; columns and aliases as typed. */
  readonly text: string
  readonly tokens: readonly Token[]
  readonly tables: readonly NamedTable[]
  /** Searches of the server's that its text asks the membership in. */
  readonly searches: readonly ServerSearch[]
}

const SCHEMA_WORDS = new Set(['GMAIL', 'IMAP', 'MAILBOX', 'INFORMATION_SCHEMA'])

/**
 * Gives every table reference a view of its own, under an internal name, with the name typed as its alias. So no spelling of a
 * mailbox name can fail in SQLite, none can clash, and the same table twice may be restricted differently.
 */
export function nameTables(
  statement: RewrittenText,
  shape: StatementShape,
  resolve: (path: readonly string[]) => ResolvedTable,
  includeMessage: boolean,
): NamedStatement {
  const named = namesIn(statement.tokens)
  const tables = tableRefs(shape).map((ref, index): NamedTable => {
    const resolved = resolve(ref.path)
    const columns = columnsOf(resolved, named, includeMessage)
    // It is there as it is: nothing restricts it, so it needs no view.
    const view = isKept(resolved) ? resolved.table.storeName : `gmailsql_${index + 1}`
    return { view, shownAs: ref.path.at(-1)!, resolved, columns, ref }
  })
  const edits = [
    ...tables.map(table => tableEdit(table, statement.tokens)),
    ...prefixEdits(statement.tokens, shape),
  ]
  const text = applyEdits(statement.text, edits)
  return { text, tokens: tokenize(text), tables, searches: [] }
}

function columnsOf(
  resolved: ResolvedTable,
  named: ReadonlySet<string>,
  includeMessage: boolean,
): PlannedTable['columns'] {
  if (resolved.kind === 'list' || isKept(resolved)) return resolved.table.columns
  if (resolved.kind === 'view') return readerColumns(resolved.table, named)
  return messageViewColumns(resolved.table, named, includeMessage)
}

/** The references that are no name of a WITH. */
export function tableRefs({ refs, cteNames }: StatementShape): readonly TableRef[] {
  return refs.filter(({ path }) => path.length > 1 || !cteNames.has(path[0]!.toLowerCase()))
}

/** Every name in the statement, in lower case: a superset of the columns that it can mean. */
function namesIn(tokens: readonly Token[]): Set<string> {
  return new Set(tokens.filter(isName).map(token => token.value.toLowerCase()))
}

function tableEdit({ view, ref, resolved }: NamedTable, tokens: readonly Token[]): Edit {
  const start = tokens[ref.range.from]!.start
  const end = tokens[ref.range.to - 1]!.end
  const alias = ref.alias === null && !ref.isOperand ? ` AS ${quoteName(ref.path.at(-1)!)}` : ''
  return { start, end, text: sourceText(view, resolved) + alias }
}

/** The copy of a mailbox comes newest first, as the mailbox does; SQLite drops the order where it makes no difference. */
function sourceText(view: string, resolved: ResolvedTable): string {
  const key =
    resolved.kind === 'cached' && resolved.table.copyOf !== null
      ? resolved.table.columns.find(({ key, type }) => key && type === 'INTEGER')
      : undefined
  return key ? `(SELECT * FROM ${quoteName(view)} ORDER BY ${quoteName(key.name)} DESC)` : quoteName(view)
}

/** `IMAP.Inbox.Subject` in an expression: the view's alias is the table's name alone. */
function prefixEdits(tokens: readonly Token[], shape: StatementShape): Edit[] {
  const edits: Edit[] = []
  const inTable = (index: number) => shape.refs.some(({ range }) => index >= range.from && index < range.to)
  tokens.forEach((token, index) => {
    const isSchema = isName(token) && SCHEMA_WORDS.has(token.value.toUpperCase())
    const hasTwoMore = isSymbol(tokens[index + 1], '.') && isSymbol(tokens[index + 3], '.')
    if (isSchema && hasTwoMore && !inTable(index))
      edits.push({ start: token.start, end: tokens[index + 1]!.end, text: '' })
  })
  return edits
}
