import ts from 'typescript'
import { importsOf, type Source, walk } from '../architecture/sources.ts'

export interface PackageImport {
  readonly file: string
  readonly package: string
  readonly isTypeOnly: boolean
}

/** Every import of something that is not a file of the project. */
export function packageImports(sources: readonly Source[]): PackageImport[] {
  return sources.flatMap(source => [...declared(source), ...required(source)])
}

function declared(source: Source): PackageImport[] {
  return importsOf(source)
    .filter(({ isRelative }) => !isRelative)
    .map(({ from, to, isTypeOnly }) => ({ file: from, package: to, isTypeOnly }))
}

/** `createRequire(import.meta.url)('package/file')` */
function required(source: Source): PackageImport[] {
  const found: PackageImport[] = []
  walk(source.tree, node => {
    if (!ts.isCallExpression(node) || !ts.isCallExpression(node.expression)) return
    const [name] = node.arguments
    if (node.expression.expression.getText() !== 'createRequire' || !name || !ts.isStringLiteral(name)) return
    const parts = name.text.split('/').slice(0, name.text.startsWith('@') ? 2 : 1)
    found.push({ file: source.path, package: parts.join('/'), isTypeOnly: false })
  })
  return found
}
