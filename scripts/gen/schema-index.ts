import { SCHEMA_FOLDERS, type SchemaFile, type SchemaFolder, shapeOf } from './schema-files.ts'

const LINE_WIDTH = 110

/** The name and type that a folder's definitions have in the index. */
const EXPORTS: Readonly<Record<SchemaFolder, { name: string; type?: string }>> = {
  procedures: { name: 'procedures', type: 'ProcedureDefinition' },
  properties: { name: 'properties' },
  system: { name: 'systemTables', type: 'TableDefinition' },
  tables: { name: 'tables', type: 'TableDefinition' },
  views: { name: 'views', type: 'ViewDefinition' },
}

/** Where the types of the lists come from. */
const TYPE_FILES = [
  ['procedure.ts', ['ProcedureDefinition']],
  ['table.ts', ['TableDefinition', 'ViewDefinition']],
] as const

/** schema/index.ts: a list for each folder that declares something. */
export function schemaIndex(files: readonly SchemaFile[]): string {
  const declaring = files.filter(file => shapeOf(file) !== 'part')
  const imports = declaring.map(file => `import { ${file.exported} } from './${file.folder}/${file.name}.ts'`)
  const lists = SCHEMA_FOLDERS.flatMap(folder => listOf(folder, declaring))
  const types = TYPE_FILES.flatMap(([file, names]) => {
    const used = names.filter(type => lists.some(list => list.includes(type)))
    return used.length === 0 ? [] : [`import type { ${used.join(', ')} } from '../src/catalog/${file}'`]
  })
  const head = '// Made by `npm run gen` from the folders beside it; do not edit.'
  return `${[head, ...types, ...imports].join('\n')}\n\n${lists.join('\n\n')}\n`
}

function listOf(folder: SchemaFolder, files: readonly SchemaFile[]): string[] {
  const own = files.filter(file => file.folder === folder)
  if (own.length === 0) return []
  const { name, type } = EXPORTS[folder]
  const items = own.map(file => (shapeOf(file) === 'many' ? `...${file.exported}` : file.exported))
  const start = `export const ${name}${type === undefined ? '' : `: readonly ${type}[]`} = [`
  const end = type === undefined ? '] as const' : ']'
  const line = `${start}${items.join(', ')}${end}`
  return [line.length <= LINE_WIDTH ? line : `${start}\n${items.map(item => `  ${item},\n`).join('')}${end}`]
}
