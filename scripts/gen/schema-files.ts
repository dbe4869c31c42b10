import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The folders of schema/, in the order in which an import sorter puts them. */
export const SCHEMA_FOLDERS = ['procedures', 'properties', 'system', 'tables', 'views'] as const
export type SchemaFolder = (typeof SCHEMA_FOLDERS)[number]

/** One file of schema/ and its one export. */
export interface SchemaFile {
  readonly folder: SchemaFolder
  /** File name without `.ts`. */
  readonly name: string
  readonly exported: string
  readonly value: unknown
}

export interface Named {
  readonly name: string
}

/** Every file of every folder there is, sorted by name. */
export async function loadSchema(directory: string): Promise<SchemaFile[]> {
  const files: SchemaFile[] = []
  for (const folder of SCHEMA_FOLDERS) {
    for (const name of fileNames(join(directory, folder))) {
      files.push(await loadFile(directory, folder, name))
    }
  }
  return files
}

function fileNames(directory: string): string[] {
  if (!existsSync(directory)) return []
  const files = readdirSync(directory).filter(name => name.endsWith('.ts'))
  return files.map(name => name.slice(0, -'.ts'.length)).sort()
}

async function loadFile(directory: string, folder: SchemaFolder, name: string): Promise<SchemaFile> {
  const path = join(directory, folder, `${name}.ts`)
  const entries = Object.entries((await import(pathToFileURL(path).href)) as Record<string, unknown>)
  const [first] = entries
  if (first === undefined || entries.length !== 1) {
    throw new Error(`schema/${folder}/${name}.ts exports ${entries.length} names; it must export exactly one`)
  }
  return { folder, name, exported: first[0], value: first[1] }
}

/** A definition, a list of definitions, or a part that other files share: then it declares nothing by itself. */
export function shapeOf(file: SchemaFile): 'one' | 'many' | 'part' {
  if (isNamed(file.value)) return 'one'
  if (!Array.isArray(file.value)) return 'part'
  const isDefinition = (value: unknown) => isNamed(value) && ('kind' in value || 'takesEffect' in value)
  return file.value.every(isDefinition) ? 'many' : 'part'
}

export function definitionsOf<T extends Named>(files: readonly SchemaFile[], folder: SchemaFolder): T[] {
  const declaring = files.filter(file => file.folder === folder && shapeOf(file) !== 'part')
  // The compiler has checked each file against its type; the generated index is checked again.
  return declaring.flatMap(file => file.value as T | T[])
}

function isNamed(value: unknown): value is Named {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
}
