import type {
  ColumnDefinition,
  ListColumnDefinition,
  TableDefinition,
  ViewColumnDefinition,
  ViewDefinition,
} from '../../src/catalog/table.ts'
import { code, generatedFrom, plain, table, yesNo } from './markdown.ts'
import { definitionsOf, type SchemaFile } from './schema-files.ts'

const IN_STAR = 'kme'

const INTRODUCTION = `# Tables

A statement fetches only what its columns cost. The cost classes, cheapest first: **k** key, nothing is fetched; **m**
metadata (flags, dates, size, labels, ids); **e** ENVELOPE; **s** BODYSTRUCTURE; **h** the header block; **b** text parts;
**r** the whole message. \`SELECT *\` means the columns of k, m and e; the others are fetched when a statement names them.

*Decided by the server* says whether a comparison of the column with a constant can be sent as a search, so that fewer
messages are fetched. The answer is the same either way: the statement is evaluated here as a whole.
`

const VIEWS = `Their rows are made from those of \`Messages\`, so they leave Spam and Trash out unless the WHERE says
\`IncludeSpamTrash = 1\`. *Fetched* is what a column costs; the rows themselves cost what stands above the table.
[views.md](views.md) shows them at work.
`

/** docs/tables.md; only the introduction while schema/tables is empty. */
export function tablesPage(files: readonly SchemaFile[]): string {
  const tables = definitionsOf<TableDefinition>(files, 'tables')
  const views = definitionsOf<ViewDefinition>(files, 'views')
  const system = definitionsOf<TableDefinition>(files, 'system')
  const source = generatedFrom('schema/tables, schema/views and schema/system')
  const parts = [source, INTRODUCTION, ...tables.map(tableSection)]
  if (views.length > 0) parts.push('# Views\n', VIEWS, ...views.map(tableSection))
  if (system.length > 0) parts.push('# System tables\n', ...system.map(tableSection))
  return `${parts.join('\n').trimEnd()}\n`
}

function tableSection(definition: TableDefinition): string {
  const columns = columnsTable(definition)
  const examples = definition.examples.map(
    example => `${plain(example.title)}:\n\n\`\`\`sql\n${example.sql}\n\`\`\`\n`,
  )
  return [`## ${plain(definition.name)}\n`, `${plain(definition.doc)}\n`, `${columns}\n`, ...examples].join(
    '\n',
  )
}

function columnsTable(definition: TableDefinition): string {
  if (definition.kind === 'messages') return messageColumns(definition.columns)
  return definition.kind === 'view' ? viewColumns(definition) : listColumns(definition.columns)
}

function viewColumns({ base, reads, columns }: ViewDefinition): string {
  const head = ['column', 'type', 'fetched', 'decided by the server', 'meaning']
  const rows = columns.map(column => [
    columnName(column),
    column.type,
    costs(base, column.reads),
    yesNo(column.pushdown !== undefined),
    plain(column.doc),
  ])
  return `A row costs: ${costs(base, reads)}.\n\n${table(head, rows)}`
}

/** The cost classes of columns of messages, cheapest first. */
function costs(base: readonly ColumnDefinition[], names: ViewColumnDefinition['reads']): string {
  const classes = base.filter(({ name }) => names.includes(name)).map(({ cost }) => cost)
  return [...'kmeshbr'].filter(cost => classes.some(own => own === cost)).join(' ')
}

function messageColumns(columns: readonly ColumnDefinition[]): string {
  const head = ['column', 'type', 'cost', 'in `*`', 'written by', 'decided by the server', 'meaning']
  const rows = columns.map(column => [
    columnName(column),
    column.type,
    column.cost,
    yesNo(IN_STAR.includes(column.cost) && column.hidden !== true),
    writtenBy(column),
    yesNo(column.pushdown !== undefined),
    plain(column.doc),
  ])
  return table(head, rows)
}

function listColumns(columns: readonly ListColumnDefinition[]): string {
  const rows = columns.map(column => [columnName(column), column.type, writtenBy(column), plain(column.doc)])
  return table(['column', 'type', 'written by', 'meaning'], rows)
}

function columnName(column: {
  readonly name: string
  readonly key?: boolean
  readonly hidden?: boolean
  readonly onlyNamed?: boolean
}): string {
  const isLeftOut = column.hidden || column.onlyNamed
  const marks = [...(column.key ? ['key'] : []), ...(isLeftOut ? ['never in `*`'] : [])]
  return marks.length === 0 ? code(column.name) : `${code(column.name)} (${marks.join(', ')})`
}

/** A column that UPDATE changes can be given in INSERT as well. */
function writtenBy(column: { readonly writable?: 'insert' | 'update' }): string {
  if (column.writable === undefined) return ''
  return column.writable === 'insert' ? 'INSERT' : 'INSERT, UPDATE'
}
