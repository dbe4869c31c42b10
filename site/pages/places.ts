import { join, posix } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')
export const DOCS = join(ROOT, 'docs')
/** What VitePress reads and makes; ignored by git. */
export const PAGES = join(ROOT, 'site', 'dist', 'pages')
export const HTML = join(ROOT, 'site', 'dist', 'html')

/** Pages of the repository that have another name on the site. */
const RENAMED: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'README.ja.md': 'ja.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
  'docs/index.md': 'map.md',
}
/** Pages beside those of docs/. */
export const ROOT_PAGES = Object.keys(RENAMED).filter(path => !path.startsWith('docs/'))

/** The page of the site for a path from the root of the repository; undefined where it has none. */
export function placeOf(path: string): string | undefined {
  if (path in RENAMED) return RENAMED[path]
  return /^docs\/[^/]+\.md$/.test(path) ? path.slice('docs/'.length) : undefined
}

/** The page of the site that a link means, without its anchor. */
export function pageOf(from: string, target: string): string | undefined {
  return placeOf(posix.join(posix.dirname(from), target.replace(/#.*$/, '')))
}
