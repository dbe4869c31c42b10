import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import ts from 'typescript'

export const ROOT = join(import.meta.dirname, '../..')

export interface Source {
  /** From the root of the project, with `/`. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
}

export interface Import {
  readonly from: string
  /** A path as in `Source.path`, or the name of a package. */
  readonly to: string
  readonly isRelative: boolean
  readonly isTypeOnly: boolean
  readonly line: number
}

export function parseSource(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS) }
}

/** Every program file under the folders, in the order of their paths. */
export function readSources(...folders: string[]): Source[] {
  const files = folders.flatMap(folder => filesUnder(join(ROOT, folder)))
  const programs = files.filter(file => /\.[cm]?[jt]s$|[/\\]bin[/\\][^.]+$/.test(file))
  return programs.map(file => parseSource(pathOf(file), readFileSync(file, 'utf8')))
}

/** Texts of any kind under the folders, or single files. */
export function readTexts(...names: string[]): { path: string; text: string }[] {
  const files = names.flatMap(name => filesUnder(join(ROOT, name)))
  const texts = files.filter(file => /\.(?:[cm]?[jt]s|json|md|sql|sh|slt|yml)$/.test(file))
  return texts.map(file => ({ path: pathOf(file), text: readFileSync(file, 'utf8') }))
}

function filesUnder(start: string): string[] {
  if (!existsSync(start)) return []
  if (statSync(start).isFile()) return [start]
  const entries = readdirSync(start, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

function pathOf(file: string): string {
  return relative(ROOT, file).split(sep).join('/')
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, child => walk(child, visit))
}

export function lineOf(source: Source, node: ts.Node): number {
  return source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1
}

/** Whatever makes one file need another: import, export from, import(), a type's import(), a worker's URL. */
export function importsOf(source: Source): Import[] {
  const imports: Import[] = []
  walk(source.tree, node => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return
    const isRelative = specifier.startsWith('.')
    const to = isRelative ? posix.join(dirname(source.path), specifier) : packageOf(specifier)
    imports.push({
      from: source.path,
      to,
      isRelative,
      isTypeOnly: isTypeOnly(node),
      line: lineOf(source, node),
    })
  })
  return imports
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined
  if (ts.isCallExpression(node)) return isLoading(node) ? textOf(node.arguments[0]) : undefined
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined
  return node.arguments?.[1]?.getText() === 'import.meta.url' ? textOf(node.arguments[0]) : undefined
}

function isLoading(call: ts.CallExpression): boolean {
  if (call.expression.kind === ts.SyntaxKind.ImportKeyword) return true
  return ['require', 'import.meta.resolve'].includes(call.expression.getText())
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

/** `@scope/name/deep` → `@scope/name`; `node:fs` stays. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
