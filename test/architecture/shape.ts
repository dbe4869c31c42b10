import ts from 'typescript'
import { lineOf, type Source, walk } from './sources.ts'

export const LIMITS = { functionLines: 40, fileLines: 300, schemaFileLines: 80, parameters: 4 } as const

export interface Excess {
  /** `path` or `path#function`. */
  readonly where: string
  readonly what: string
}

export function excesses(source: Source): Excess[] {
  const found: Excess[] = []
  const lines = source.text.trimEnd().split('\n').length
  const limit = source.path.startsWith('schema/') ? LIMITS.schemaFileLines : LIMITS.fileLines
  if (lines > limit) found.push({ where: source.path, what: `${lines} lines` })
  walk(source.tree, node => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return
    const where = `${source.path}#${nameOf(node)}`
    const length = node.getText(source.tree).split('\n').length
    if (length > LIMITS.functionLines) found.push({ where, what: `${length} lines` })
    const parameters = node.parameters.length
    if (parameters > LIMITS.parameters) found.push({ where, what: `${parameters} parameters` })
  })
  return found
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText()
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  const holder = node.parent
  const isNamed = ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder)
  return isNamed
    ? holder.name.getText()
    : `(line ${node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1})`
}

/** `export *`, which makes a name public that nobody chose to, and default exports, which have no name. */
export function exportViolations(source: Source): string[] {
  const found: string[] = []
  walk(source.tree, node => {
    const isStar =
      ts.isExportDeclaration(node) &&
      (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))
    const isDefault =
      ts.isExportAssignment(node) || (node.kind === ts.SyntaxKind.DefaultKeyword && isModifier(node))
    if (isStar || isDefault) found.push(`${source.path}:${lineOf(source, node)}`)
  })
  return found
}

function isModifier(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node.parent) && (ts.getModifiers(node.parent)?.includes(node as ts.Modifier) ?? false)
  )
}

/** Words that a declared name must not be made of; a mailbox is no folder, and the others name no job. */
const BANNED_PARTS = new Set(['manager', 'helper', 'helpers', 'util', 'utils', 'impl', 'folder', 'folders'])

export function nameViolations(source: Source): string[] {
  const found: string[] = []
  walk(source.tree, node => {
    const name = declaredName(node)
    if (name === undefined) return
    const parts = name.split(/(?<=[a-z\d])(?=[A-Z])|[_#$]/).map(part => part.toLowerCase())
    if (parts.some(part => BANNED_PARTS.has(part))) found.push(`${source.path}#${name}`)
  })
  return found
}

function declaredName(node: ts.Node): string | undefined {
  const isDeclaration =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node)
  return isDeclaration && node.name !== undefined ? node.name.getText() : undefined
}

/** Spelled in pieces, so that this file does not hold them. */
const BANNED_TEXTS: readonly (readonly [why: string, pattern: RegExp])[] = [
  ['a path of one machine', new RegExp(`(?<![\\w.])/wor${'k'}/|/tm${'p'}/\\w`)],
  ['a note of unfinished work', new RegExp(`\\b(?:TO${'DO'}|FIX${'ME'}|XX${'X'})\\b`)],
  ['a stub', new RegExp(`not (?:yet )?implemente${'d'}`, 'i')],
  ['a test that does not run', new RegExp(`\\b(?:test|it|describe)\\.(?:ski${'p'}|onl${'y'}|tod${'o'})\\b`)],
  ['a number that only a tracker explains', /\b(?:issue|ticket|pull request) ?#\d/i],
  [
    'who wrote it',
    new RegExp(`\\b(?:clau${'de'}|chatgp${'t'}|copilo${'t'}|anthropi${'c'}|(?:ai|coding) agent)\\b`, 'i'),
  ],
]

export function textViolations(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const banned = BANNED_TEXTS.filter(([, pattern]) => pattern.test(line))
    return banned.map(([why]) => `${path}:${index + 1} holds ${why}`)
  })
}
