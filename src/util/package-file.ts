import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Its package.json is two folders up from the source and three from the build. */
const ROOTS = ['../../', '../../../'].map(path => new URL(path, import.meta.url))

/** The directory of the installed package. */
export function packageDirectory(): string {
  return fileURLToPath(root())
}

/** URL of the page that all others are linked from. */
export function packageReadme(): string {
  return new URL('README.md', root()).href
}

function root(): URL {
  return ROOTS.find(candidate => versionIn(candidate) !== undefined) ?? ROOTS[0]!
}

export function packageVersion(): string {
  return ROOTS.map(versionIn).find(version => version !== undefined) ?? 'unknown'
}

function versionIn(root: URL): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
    const isOurs =
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && 'version' in manifest
    return isOurs && manifest.name === 'gmailsql' ? String(manifest.version) : undefined
  } catch {
    return undefined
  }
}
