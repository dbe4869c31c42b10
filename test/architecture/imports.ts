import { isBuiltin } from 'node:module'
import type { Import } from './sources.ts'

const BELOW_DRIVER = [
  'net',
  ...['util', 'sql', 'mail', 'sqlite', 'format', 'oauth', 'catalog', 'imap', 'mime', 'smtp', 'store'],
  ...['schema', 'plan', 'exec'],
]

/** Who may import whom, floor by floor; a folder may always import itself. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  net: ['util'],
  sql: ['util'],
  mail: ['util'],
  sqlite: ['util'],
  format: ['util'],
  oauth: ['net', 'util', 'sqlite'],
  catalog: ['mail', 'util'],
  mime: ['mail', 'util'],
  imap: ['net', 'mime', 'mail', 'util'],
  smtp: ['net', 'mail', 'util'],
  store: ['mail', 'sqlite', 'util'],
  schema: ['catalog', 'mail', 'util'],
  plan: ['sql', 'catalog', 'mail', 'sqlite', 'util'],
  exec: ['plan', 'store', 'sqlite', 'mime', 'smtp', 'format', 'catalog', 'mail', 'sql', 'util'],
  driver: BELOW_DRIVER,
  index: ['driver', 'format', 'sql', 'util'],
  gmaild: ['util'],
  kysely: ['index'],
  report: ['sql', 'util'],
  // What stands beside index is needed before anything is opened, or while the driver is at work: --help, and the colours
  // and completion of what is typed.
  shell: ['index', 'gmaild', 'report', 'schema', 'format', 'sql', 'util'],
  bin: ['shell'],
}

/** Where a folder may use the other's types and nothing else. */
const TYPES_ONLY: readonly (readonly [from: string, to: string])[] = [['schema', 'mail']]

/** Libraries that a folder hides from all others. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['sqlite'],
  imapflow: ['imap'],
  socks: ['net'],
  libmime: ['mime'],
  'html-to-text': ['mime'],
  // Two libraries in one package: one composes, the other speaks SMTP.
  nodemailer: ['mime', 'smtp'],
  'node-sql-parser': ['plan'],
  commander: ['shell'],
  kysely: ['kysely'],
  'google-auth-library': ['oauth'],
  'node-forge': ['oauth'],
  echarts: ['report'],
  'markdown-it': ['report'],
  yaml: ['report'],
}

/** The floor that a file stands on: `src/imap/x.ts` → imap, `src/index.ts` → index. */
export function floorOf(path: string): string {
  const [top, second = ''] = path.split('/')
  return top === 'src' ? second.replace(/\.[cm]?[jt]s$/, '') : top!
}

export function floorViolations(imports: readonly Import[]): string[] {
  return imports.filter(edge => edge.isRelative && !isAllowed(edge)).map(show)
}

function isAllowed(edge: Import): boolean {
  const from = floorOf(edge.from)
  const to = floorOf(edge.to)
  if (from === to || edge.to === 'package.json') return true
  const isTypesOnly = TYPES_ONLY.some(([a, b]) => a === from && b === to)
  return (MAY_IMPORT[from]?.includes(to) ?? false) && (!isTypesOnly || edge.isTypeOnly)
}

export function packageViolations(imports: readonly Import[], dependencies: readonly string[]): string[] {
  const packages = imports.filter(edge => !edge.isRelative && !isBuiltin(edge.to))
  return packages
    .filter(
      edge => !dependencies.includes(edge.to) || OWNERS[edge.to]?.includes(floorOf(edge.from)) === false,
    )
    .map(show)
}

/** Each cycle once, as the files on it. */
export function cycles(imports: readonly Import[]): string[][] {
  const targets = Map.groupBy(
    imports.filter(edge => edge.isRelative && edge.from !== edge.to),
    edge => edge.from,
  )
  const found: string[][] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push(trail.slice(start))
    if (start >= 0 || done.has(path)) return
    for (const edge of targets.get(path) ?? []) visit(edge.to, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return found
}

function show(edge: Import): string {
  return `${edge.from}:${edge.line} imports ${edge.to}`
}
