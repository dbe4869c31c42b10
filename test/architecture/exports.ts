import { dirname, posix } from 'node:path'
import ts from 'typescript'
import { parseSource, type Source, walk } from './sources.ts'

/** What package.json exports to whoever installs the package, and where its program starts. */
const PUBLIC: readonly string[] = [
  'src/index.ts',
  'src/gmaild/index.ts',
  'src/kysely/index.ts',
  'src/shell/main.ts',
]

/** Stands for every name of a file, where a namespace or import() takes it whole. */
const ALL = '*'

/**
 * Values that are exported and that nobody needs from outside, as `path#name`. A test is an importer too, for it may look at a
 * part closely, but only of what its own file uses: what nothing but a test calls is dead. `others` are the texts of tests and
 * scripts; only those that speak of a value in question are parsed.
 */
export function unusedExports(
  sources: readonly Source[],
  others: readonly { readonly path: string; readonly text: string }[],
): string[] {
  const imported = new Set(sources.flatMap(importedNames))
  const isTaken = (names: ReadonlySet<string>, path: string, name: string): boolean =>
    names.has(`${path}#${name}`) || names.has(`${path}#${ALL}`)
  const candidates = sources
    .filter(source => !PUBLIC.includes(source.path))
    .flatMap(source => exportedValues(source).map(name => ({ source, name })))
    .filter(({ source, name }) => !isTaken(imported, source.path, name))
  const speaking = others.filter(({ text }) => candidates.some(({ name }) => text.includes(name)))
  const looked = new Set(speaking.flatMap(({ path, text }) => importedNames(parseSource(path, text))))
  return candidates
    .filter(({ source, name }) => !isTaken(looked, source.path, name) || !isUsedWithin(source, name))
    .map(({ source, name }) => `${source.path}#${name}`)
}

/** The names of functions, classes, constants and enums that a file exports where it declares them. */
function exportedValues({ tree }: Source): string[] {
  return tree.statements.flatMap(statement => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return []
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    if (!modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword)) return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(declaration => declaration.name.getText(tree))
    return 'name' in statement ? [(statement as ts.FunctionDeclaration).name?.text ?? ''] : []
  })
}

/** `path#name` of all that a file imports or exports from others. */
function importedNames(source: Source): string[] {
  const found: string[] = []
  walk(source.tree, node => {
    if (ts.isImportDeclaration(node))
      found.push(...namesFrom(source, node.moduleSpecifier, node.importClause?.namedBindings))
    else if (ts.isExportDeclaration(node))
      found.push(...namesFrom(source, node.moduleSpecifier, node.exportClause))
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push(...namesFrom(source, node.arguments[0], undefined))
  })
  return found
}

function namesFrom(
  { path }: Source,
  specifier: ts.Expression | undefined,
  names: ts.NamedImportBindings | ts.NamedExportBindings | undefined,
): string[] {
  if (specifier === undefined || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith('.'))
    return []
  const from = posix.join(dirname(path), specifier.text)
  if (names === undefined || !('elements' in names)) return [`${from}#${ALL}`]
  return names.elements.map(element => `${from}#${(element.propertyName ?? element.name).text}`)
}

function isUsedWithin({ tree }: Source, name: string): boolean {
  let times = 0
  walk(tree, node => {
    if (ts.isIdentifier(node) && node.text === name) times++
  })
  return times > 1
}
