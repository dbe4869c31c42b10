import ts from 'typescript'
import { lineOf, type Source, walk } from './sources.ts'

/** Where something is refused as NOT_SUPPORTED without saying what to do instead: `path:line`. */
export function refusalsWithoutHint(source: Source): string[] {
  const found: string[] = []
  walk(source.tree, node => {
    if (isRefusal(node) && !hasHint(node)) found.push(`${source.path}:${lineOf(source, node)}`)
  })
  return found
}

/** `new GmailSqlError('NOT_SUPPORTED', message …)` and calls that make the same. */
function isRefusal(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false
  const [code, message] = node.arguments ?? []
  return (
    code !== undefined && message !== undefined && ts.isStringLiteral(code) && code.text === 'NOT_SUPPORTED'
  )
}

function hasHint({ arguments: given }: ts.NewExpression | ts.CallExpression): boolean {
  const options = given?.[2]
  return (
    options !== undefined &&
    ts.isObjectLiteralExpression(options) &&
    options.properties.some(each => each.name?.getText() === 'hint')
  )
}
